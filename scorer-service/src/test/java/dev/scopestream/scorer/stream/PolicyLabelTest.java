package dev.scopestream.scorer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.KvSpec;
import dev.scopestream.scorer.score.PolicyLabel;
import org.junit.jupiter.api.Test;

class PolicyLabelTest {
    @Test
    void shouldTellScoreAndRecallApart() {
        KvSpec plain = KvSpec.of("h2o", "slide");
        KvSpec scored =
                new KvSpec(null, plain.prefill(), plain.decode(), new KvSpec.Scoring(KvSpec.Score.MAX, null), null);
        KvSpec recalled =
                new KvSpec(null, plain.prefill(), plain.decode(), scored.scoring(), new KvSpec.Recall(64, null, null));
        assertThat(label(plain)).isEqualTo("h2o+slide");
        assertThat(label(scored)).isEqualTo("h2o+slide (score max)");
        assertThat(label(recalled)).isEqualTo("h2o+slide (score max, recall 64)");
    }

    @Test
    void shouldReadWhatEarlierVersionsStored() {
        assertThat(RequestedKv.parse("25%/-/-")).isEqualTo(new RequestedKv("25%", "-", "-", ""));
        assertThat(PolicyLabel.of("h2o+slide", RequestedKv.parse("25%/-/-").variant()))
                .isEqualTo("h2o+slide");
        assertThat(PolicyLabel.of("h2o+slide", RequestedKv.parse(null).variant()))
                .isEqualTo("h2o+slide");
    }

    private static String label(KvSpec kv) {
        return PolicyLabel.of(
                "h2o+slide",
                RequestedKv.parse(RequestedKv.of(kv).map(RequestedKv::text).orElse(null))
                        .variant());
    }
}
