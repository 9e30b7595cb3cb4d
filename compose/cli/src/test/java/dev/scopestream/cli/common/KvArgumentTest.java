package dev.scopestream.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.KvSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvArgumentTest {
    @Test
    void shouldReadTwoPolicies() {
        assertThat(KvArgument.parse("allkv+none").spec()).isEqualTo(KvSpec.of("allkv", "none"));
    }

    @Test
    void shouldReadSettingsAsAPromptsJsonDoes() {
        KvSpec spec = KvArgument.parse("h2o+slide,capacity=60%,window=128,recent=64,score=mean,recall.slots=8")
                .spec();

        assertThat(spec.prefill().capacity()).isEqualTo(EntryBudget.percent(60));
        assertThat(spec.decode().window()).isEqualTo(EntryBudget.entries(128));
        assertThat(spec.decode().recent()).isEqualTo(EntryBudget.entries(64));
        assertThat(spec.scoring().score()).isEqualTo(KvSpec.Score.MEAN);
        assertThat(spec.recall()).isEqualTo(new KvSpec.Recall(8, null, null));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "h2o | is not PREFILL+DECODE",
                "h2o+slide+none | is not PREFILL+DECODE",
                "h2o+slide,window | 'window'",
                "h2o+slide,window=128,window=64 | twice",
                "h2o+slide,windwo=128 | 'windwo'",
                "h2o+slide,recall.slotz=128 | 'slotz'",
                "h2o+slide,window=many | kv.window",
                "h2o+slide,kernel=4 | odd",
                "h2o+slide,score=best | kv.score",
                "h2o+slide,window=-3 | kv.window"
            })
    void shouldSayWhatIsWrong(String text, String part) {
        assertThatThrownBy(() -> KvArgument.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }
}
