package dev.scopestream.generator.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.ids.IdScope;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.AdmittedPrompts;
import dev.scopestream.generator.prompt.PromptClaim;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CancellationsTest {
    private final FinishedIds ids = new FinishedIds(10, new IdScope(false));
    private final Cancellations cancellations = new Cancellations(ids);

    private static AdmittedPrompt prompt(String id, long time) {
        return AdmittedPrompts.of(new PromptClaim(new TopicPartition("prompts", 0), 1, 0), id, time)
                .build();
    }

    @Test
    void shouldHoldForOlderPromptsOfItsId() {
        cancellations.add("", "a", 10_000);
        assertThat(cancellations.contains(prompt("a", 10_000))).isTrue();
        assertThat(cancellations.contains(prompt("a", 1))).isTrue();
        assertThat(cancellations.contains(prompt("a", 11_001))).isFalse();
        assertThat(cancellations.contains(prompt("b", 1))).isFalse();
    }

    @Test
    void shouldHoldForAPromptThatWasStoredALittleLater() {
        cancellations.add("", "a", 10_000);
        assertThat(cancellations.contains(prompt("a", 11_000))).isTrue();
    }

    @Test
    void shouldNotHoldForAPromptThatWasSentAgainAfterItsEnd() {
        cancellations.add("", "a", 10_000);
        ids.answered("", "a", 10_001, false);
        assertThat(cancellations.contains(prompt("a", 10_002))).isFalse();
        cancellations.add("", "a", 10_002);
        assertThat(cancellations.contains(prompt("a", 10_002))).isTrue();
        assertThat(cancellations.contains(prompt("a", 10_003))).isTrue();
    }

    @Test
    void shouldHoldForItsTenantsPromptsOnlyWhereIdsAreTheirs() {
        Cancellations scoped = new Cancellations(new FinishedIds(10, new IdScope(true)));
        scoped.add("blue", "a", 10_000);
        assertThat(scoped.contains(prompt("a", 1))).isFalse();
        scoped.add("", "a", 10_000);
        assertThat(scoped.contains(prompt("a", 1))).isTrue();
    }
}
