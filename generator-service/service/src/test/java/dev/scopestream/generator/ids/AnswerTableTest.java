package dev.scopestream.generator.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTableTest {
    private record Key(long high, long low) {}

    private record Answer(long time, boolean whole) {}

    /** Against a map that says the same. Digests share their homes, so that they are probed for. */
    @ParameterizedTest
    @CsvSource({"1, 3, 1", "2, 500, 2", "3, 5000, 3", "1000, 4000, 4", "3000, 9000, 5", "5000, 400, 6"})
    void shouldRememberTheLatest(int most, int different, long seed) {
        Random random = new Random(seed);
        AnswerTable table = new AnswerTable(most);
        Map<Key, Answer> expected = new LinkedHashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int number = random.nextInt(different);
            Key key = new Key(number / 7, number % 7);
            long time = random.nextInt(1000);
            boolean whole = random.nextInt(3) == 0;
            table.add(key.high, key.low, time, whole);
            Answer before = expected.remove(key);
            expected.put(
                    key,
                    before == null
                            ? new Answer(time, whole)
                            : new Answer(Math.max(time, before.time), whole || before.whole));
            if (expected.size() > most) {
                expected.remove(expected.keySet().iterator().next());
            }
            assertThat(table.size()).isEqualTo(expected.size());
            Key asked = new Key(random.nextInt(1 + different / 7), random.nextInt(7));
            Answer answer = expected.get(asked);
            assertThat(table.time(asked.high, asked.low)).isEqualTo(answer == null ? AnswerTable.NONE : answer.time);
            assertThat(table.isWhole(asked.high, asked.low)).isEqualTo(answer != null && answer.whole);
        }
    }
}
