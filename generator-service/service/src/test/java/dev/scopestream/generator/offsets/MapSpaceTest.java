package dev.scopestream.generator.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps that reach far: what is passed over, and whether they fit into a commit's metadata. */
class MapSpaceTest {
    private static OffsetMap large() {
        OffsetMap map = OffsetMap.at(0, Integer.MAX_VALUE);
        map.topic(new Uuid(-1, -1));
        return map;
    }

    private static int size(OffsetMap map) {
        int length = OffsetMapCodec.encode(map).length();
        assertThat(length).isLessThanOrEqualTo(OffsetMapCodec.MAX_CHARS);
        return length;
    }

    @Test
    void shouldReachFarWhereLittleIsFinishedInBetween() {
        OffsetMap map = large();
        long offset = 0;
        for (; map.accepts(offset, 1); offset++) {
            if (offset % 1000 == 999) {
                assertThat(map.admit(offset)).isEqualTo(OffsetAdmission.ADMITTED);
                map.space().ending(offset);
                map.complete(offset);
            } else {
                assertThat(map.passed().pass(offset)).isEqualTo(OffsetAdmission.PASSED);
            }
        }
        assertThat(offset).isEqualTo(OffsetMap.SPAN).isEqualTo(131_072);
        assertThat(map.committable()).isZero();
        assertThat(map.passed().count()).isEqualTo(131_072 - 131);
        assertThat(map.incomplete()).isZero();
        assertThat(size(map)).isLessThan(700);
        OffsetMap restored = OffsetMapTest.restart(map);
        assertThat(restored.isDone(130_999)).isTrue();
        assertThat(restored.isDone(130_998)).isFalse();
    }

    @Test
    void shouldCountOffsetsThatNeverCameAsCompletedInTheEncodedForm() {
        OffsetMap map = large();
        for (long offset = 0; offset < 20_000; offset += 2) {
            assertThat(map.admit(offset)).isEqualTo(OffsetAdmission.ADMITTED);
            if (offset > 0) {
                map.complete(offset);
            }
        }
        assertThat(size(map)).as("two runs").isLessThan(80);
    }

    @Test
    void shouldTakeAgainWhatWasPassedOver() {
        OffsetMap map = OffsetMap.at(10);
        assertThat(map.passed().pass(10)).isEqualTo(OffsetAdmission.PASSED);
        assertThat(map.passed().pass(12)).isEqualTo(OffsetAdmission.PASSED);
        assertThat(map.committable()).isEqualTo(10);
        assertThat(map.passed().admit(11)).as("never came").isEqualTo(OffsetAdmission.DONE);
        assertThat(map.passed().admit(12)).isEqualTo(OffsetAdmission.ADMITTED);
        assertThat(map.passed().admit(12)).as("is held").isEqualTo(OffsetAdmission.DONE);
        assertThat(map.incomplete()).isEqualTo(1);
        map.complete(12);
        assertThat(map.committable()).isEqualTo(10);
        assertThat(map.passed().gone(0, 100)).isEqualTo(1);
        assertThat(map.committable()).isEqualTo(13);
        assertThat(map.passed().pass(12)).isEqualTo(OffsetAdmission.REWOUND);
    }

    @Test
    void shouldNotPassOverWhatIsFinished() {
        OffsetMap map = OffsetMap.at(0);
        map.admit(0);
        map.admit(1);
        map.complete(1);
        OffsetMap restored = OffsetMapTest.restart(map);
        assertThat(restored.passed().pass(0)).isEqualTo(OffsetAdmission.PASSED);
        assertThat(restored.passed().pass(1)).isEqualTo(OffsetAdmission.DONE);
        assertThat(restored.passed().count()).isEqualTo(1);
    }

    /** Whatever is admitted, passed over, begun and completed: the encoded form fits, and all comes to an end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldFitAtAnyTimeAndComeToAnEnd(long seed) {
        Random random = new Random(seed);
        int records = 40_000;
        int held = 1 + random.nextInt(2000);
        double passing = random.nextDouble();
        int rare = 1 + random.nextInt(50);
        OffsetMap map = large();
        long next = 0;
        long lowest = 0;
        List<Long> waiting = new ArrayList<>();
        List<Long> ending = new ArrayList<>();
        while (map.committable() < records) {
            for (int i = 0; i < 200 && next < records && waiting.size() < held && map.accepts(next, 1); i++, next++) {
                if (random.nextInt(100) == 0) {
                    continue; // a marker of a transaction
                }
                if (random.nextDouble() < passing) {
                    assertThat(map.passed().pass(next)).isEqualTo(OffsetAdmission.PASSED);
                } else if (map.admit(next) == OffsetAdmission.ADMITTED) {
                    waiting.add(next);
                }
            }
            map.advance(next);
            lowest = Math.max(lowest, map.committable());
            for (long offset = lowest; offset < next && waiting.size() < held; offset++) {
                if (map.passed().admit(offset) == OffsetAdmission.ADMITTED) {
                    waiting.add(offset);
                } else if (map.passed().contains(offset)) {
                    break;
                }
                lowest = offset + 1;
            }
            waiting.sort(Long::compare);
            for (int i = 0; i < waiting.size() && ending.size() < 40; i++) {
                long offset = waiting.get(i);
                if (random.nextInt(rare) == 0 || offset == map.committable()) {
                    if (map.mayBegin(offset, List.of())) {
                        map.space().ending(offset);
                        map.begin(offset);
                        ending.add(offset);
                        waiting.remove(i--);
                    }
                }
            }
            for (int i = random.nextInt(10); i >= 0 && !ending.isEmpty(); i--) {
                map.complete(ending.remove(random.nextInt(ending.size())));
            }
            size(map);
        }
        assertThat(waiting).isEmpty();
        assertThat(map.passed().count()).isZero();
    }
}
