package dev.scopestream.generator.ids;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.AdmittedPrompts;
import dev.scopestream.generator.prompt.PromptClaim;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FinishedIdsTest {
    private final FinishedIds ids = new FinishedIds(3, new IdScope(false));

    private static AdmittedPrompt prompt(String id, long offset, long time) {
        return AdmittedPrompts.of(new PromptClaim(new TopicPartition("prompts", 0), 1, offset), id, time)
                .build();
    }

    @Test
    void shouldCountAWholeResultForEveryPromptOfItsId() {
        ids.answered("", "a", 100, true);
        assertThat(ids.answered(prompt("a", 1, 50))).isTrue();
        assertThat(ids.answered(prompt("a", 2, 150))).isTrue();
        assertThat(ids.answered(prompt("b", 3, 50))).isFalse();
    }

    @Test
    void shouldCountACancelledResultForOlderPromptsOnly() {
        ids.answered("", "a", 100, false);
        assertThat(ids.answered(prompt("a", 1, 100))).isTrue();
        assertThat(ids.answered(prompt("a", 2, 101))).isFalse();
        ids.answered("", "a", 110, true);
        ids.answered("", "a", 90, false);
        assertThat(ids.answered(prompt("a", 3, 200))).isTrue();
    }

    @Test
    void shouldLetOnePromptOfAnIdBeServedAtATime() {
        AdmittedPrompt first = prompt("a", 1, 50);
        ids.begin(first);
        assertThat(ids.free(prompt("a", 2, 60))).isFalse();
        assertThat(ids.free(prompt("b", 3, 60))).isTrue();
        ids.end(first.claim());
        assertThat(ids.free(prompt("a", 2, 60))).isTrue();
    }

    @Test
    void shouldForgetTheOldestOfTooMany() {
        for (String id : List.of("a", "b", "c", "a", "d", "e")) {
            ids.answered("", id, 1, true);
        }
        assertThat(ids.size()).isEqualTo(3);
        assertThat(ids.answered(prompt("b", 1, 1))).isFalse();
        assertThat(ids.answered(prompt("c", 1, 1))).isFalse();
        assertThat(ids.answered(prompt("a", 1, 1))).isTrue();
    }

    /** A tenant's name can't be made up so that it reads like another's with an id. */
    @Test
    void shouldTellTenantsApartWhereIdsAreTheirs() {
        FinishedIds scoped = new FinishedIds(3, new IdScope(true));
        scoped.answered("blue", "a", 100, true);
        assertThat(scoped.answered(prompt("a", 1, 50))).isFalse();
        scoped.answered("", "a", 100, true);
        assertThat(scoped.answered(prompt("a", 1, 50))).isTrue();
        assertThat(new IdScope(true).name("a", "b")).isNotEqualTo(new IdScope(true).name("", "ab"));
    }
}
