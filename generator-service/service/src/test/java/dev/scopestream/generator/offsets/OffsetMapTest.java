package dev.scopestream.generator.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetMapTest {
    @Test
    void shouldCommitTheLowestIncompleteOffset() {
        OffsetMap map = OffsetMap.at(100);
        for (long offset = 100; offset < 105; offset++) {
            assertThat(map.admit(offset)).isEqualTo(OffsetAdmission.ADMITTED);
        }
        map.complete(102);
        map.complete(101);
        assertThat(map.committable()).isEqualTo(100);
        map.complete(100);
        assertThat(map.committable()).isEqualTo(103);
        map.complete(104);
        map.complete(103);
        assertThat(map.committable()).isEqualTo(105);
        assertThat(map.incomplete()).isZero();
    }

    @Test
    void shouldTreatOffsetsThatNeverComeAsDone() {
        OffsetMap map = OffsetMap.at(0);
        map.admit(3);
        assertThat(map.committable()).isEqualTo(3);
        map.admit(10);
        map.complete(3);
        assertThat(map.committable()).isEqualTo(10);
        map.complete(10);
        map.advance(15);
        assertThat(map.committable()).isEqualTo(15);
    }

    @Test
    void shouldRefuseBeforeTheEncodedFormCouldOverflow() {
        OffsetMap map = OffsetMap.at(0);
        map.admit(0);
        long next = 1;
        for (; map.accepts(next, 1); next++) {
            assertThat(map.admit(next)).isEqualTo(OffsetAdmission.ADMITTED);
            map.complete(next);
        }
        assertThat(next).isEqualTo(OffsetMap.SPAN);
        assertThat(map.admit(next)).isEqualTo(OffsetAdmission.FULL);
        map.complete(0);
        assertThat(map.committable()).isEqualTo(OffsetMap.SPAN);
        assertThat(map.admit(next)).isEqualTo(OffsetAdmission.ADMITTED);
    }

    @Test
    void shouldLimitHowManyHaveAttempts() {
        OffsetMap map = OffsetMap.at(7);
        for (int i = 0; i <= OffsetMap.STARTED; i++) {
            assertThat(map.admit(7 + i)).isEqualTo(OffsetAdmission.ADMITTED);
        }
        for (int i = 0; i < OffsetMap.STARTED; i++) {
            assertThat(map.mayBegin(7 + i, List.of())).isTrue();
            map.begin(7 + i);
        }
        long next = 7 + OffsetMap.STARTED;
        assertThat(map.mayBegin(next, List.of())).isFalse();
        assertThat(map.mayBegin(8, List.of())).as("has attempts already").isTrue();
        map.complete(20);
        assertThat(map.mayBegin(next, List.of())).isTrue();
    }

    @Test
    void shouldTakeAnyDistanceWhenNothingIsIncomplete() {
        OffsetMap map = OffsetMap.at(0);
        assertThat(map.admit(10L * OffsetMap.SPAN)).isEqualTo(OffsetAdmission.ADMITTED);
        assertThat(map.committable()).isEqualTo(10L * OffsetMap.SPAN);
    }

    @Test
    void shouldSayWhenTheLogWentBack() {
        OffsetMap map = OffsetMap.at(50);
        assertThat(map.admit(3)).isEqualTo(OffsetAdmission.REWOUND);
        assertThat(map.admit(50)).isEqualTo(OffsetAdmission.ADMITTED);
        assertThat(map.admit(55)).isEqualTo(OffsetAdmission.ADMITTED);
        assertThat(map.admit(54)).isEqualTo(OffsetAdmission.REWOUND);
        assertThat(map.skip(55)).isEqualTo(OffsetAdmission.REWOUND);
        assertThat(map.admit(56)).isEqualTo(OffsetAdmission.ADMITTED);
    }

    @Test
    void shouldCompleteWhatIsSkipped() {
        OffsetMap map = OffsetMap.at(5);
        map.admit(5);
        assertThat(map.skip(6)).isEqualTo(OffsetAdmission.DONE);
        assertThat(map.skip(5 + OffsetMap.SPAN)).isEqualTo(OffsetAdmission.FULL);
        assertThat(map.isDone(6)).isTrue();
        assertThat(map.committable()).isEqualTo(5);
        map.complete(5);
        assertThat(map.committable()).isEqualTo(7);
        assertThat(map.incomplete()).isZero();
    }

    @Test
    void shouldKeepAttemptsOverARestart() {
        OffsetMap map = OffsetMap.at(5);
        map.admit(5);
        map.admit(6);
        map.admit(7);
        map.begin(5);
        map.begin(6);
        map.begin(6);
        map.count(6, Change.Kind.RELEASED);
        OffsetMap restored = restart(map);
        assertThat(restored.attempts(5)).isEqualTo(new Attempts(1, 1, 0));
        assertThat(restored.attempts(6)).isEqualTo(new Attempts(2, 1, 0));
        assertThat(restored.attempts(7)).isEqualTo(Attempts.NONE);
        restored.admit(5);
        restored.begin(5);
        assertThat(restored.attempts(5)).isEqualTo(new Attempts(2, 2, 0));
        OffsetMap twice = restart(restored);
        assertThat(twice.attempts(5)).isEqualTo(new Attempts(2, 2, 0));
        assertThat(twice.attempts(6)).isEqualTo(new Attempts(2, 1, 0));
    }

    @Test
    void shouldForgetAttemptsOfWhatIsDone() {
        OffsetMap map = OffsetMap.at(0);
        map.admit(0);
        map.admit(1);
        map.begin(0);
        map.begin(1);
        map.complete(1);
        assertThat(map.attempts().keySet()).containsExactly(0L);
        map.complete(0);
        assertThat(map.attempts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldServeEveryRecordOnceUnderAnyOrderAndAnyCrash(long seed) {
        Random random = new Random(seed);
        int records = 1000;
        Set<Long> delivered = new HashSet<>();
        Set<Long> finished = new HashSet<>();
        long gap = 1L + random.nextInt(5);
        long start = random.nextInt(1000);
        List<Long> log = new ArrayList<>();
        for (long offset = start; log.size() < records; offset += 1 + (random.nextInt(10) == 0 ? gap : 0)) {
            log.add(offset);
        }
        OffsetMap map = OffsetMap.at(start);
        int next = 0;
        List<Long> running = new ArrayList<>();
        while (finished.size() < records || next < records) {
            int dice = random.nextInt(1000);
            if (dice < 5) {
                map = restart(map);
                long from = map.committable();
                next = (int) log.stream().filter(o -> o < from).count();
                running.clear();
            } else if (dice < 500 && next < records) {
                long offset = log.get(next);
                OffsetAdmission admission = map.admit(offset);
                assertThat(admission).isNotEqualTo(OffsetAdmission.REWOUND);
                if (admission != OffsetAdmission.FULL) {
                    next++;
                }
                if (admission == OffsetAdmission.ADMITTED) {
                    assertThat(finished).doesNotContain(offset);
                    running.add(offset);
                    if (map.mayBegin(offset, List.of())) {
                        map.begin(offset);
                    }
                    delivered.add(offset);
                } else if (admission == OffsetAdmission.DONE) {
                    assertThat(finished).contains(offset);
                }
            } else if (!running.isEmpty()) {
                long offset = running.remove(random.nextInt(running.size()));
                map.complete(offset);
                assertThat(finished.add(offset)).isTrue();
            }
            long base = map.committable();
            assertThat(log.stream().limit(next).filter(o -> o < base)).allMatch(finished::contains);
            assertThat(OffsetMapCodec.encode(map).length()).isLessThanOrEqualTo(OffsetMapCodec.MAX_CHARS);
        }
        assertThat(delivered).hasSize(records);
        assertThat(map.committable()).isEqualTo(log.get(records - 1) + 1);
    }

    static OffsetMap restart(OffsetMap map) {
        Decoded decoded = OffsetMapCodec.decode(map.committable(), OffsetMapCodec.encode(map));
        assertThat(decoded).isInstanceOf(Decoded.Known.class);
        return ((Decoded.Known) decoded).map();
    }
}
