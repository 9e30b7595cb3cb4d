package dev.scopestream.cli.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
    @ParameterizedTest(name = "{0} prompts, {1} instances: {2} {3}")
    @CsvSource({
        "0, 1, FINE, 1",
        "0, 0, MORE, 1",
        "32, 1, FINE, 1",
        "33, 1, MORE, 2",
        "33, 2, FINE, 2",
        "10, 3, FEWER, 1",
        "5000, 3, MORE, 4",
        "5000, 4, FINE, 4",
        "5000, 6, FEWER, 4"
    })
    void shouldWantAsManyInstancesAsTheWorkAsksForAndPartitionsAllow(
            long unfinished, int instances, Advice.Verdict verdict, int wanted) {
        Map<String, Integer> members = new HashMap<>();
        for (int i = 0; i < instances; i++) {
            members.put("g" + i, i < 4 ? 1 : 0);
        }
        Advice advice = Advice.of(new GroupState(4, unfinished, 0, unfinished, members), 32, 1);
        assertThat(advice.verdict()).isEqualTo(verdict);
        assertThat(advice.wanted()).isEqualTo(wanted);
        assertThat(advice.text()).isNotBlank();
    }
}
