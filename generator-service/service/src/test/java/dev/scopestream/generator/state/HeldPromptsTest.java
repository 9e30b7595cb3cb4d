package dev.scopestream.generator.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.prompt.PromptClaim;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HeldPromptsTest {
    private long offset;

    private PromptClaim fill(HeldPrompts held, String tenant, int size) {
        PromptClaim claim = new PromptClaim(new TopicPartition("prompts", 0), 1, offset++);
        held.add(claim, tenant, size);
        return claim;
    }

    private int fillUp(HeldPrompts held, String tenant, int size) {
        int count = 0;
        for (; held.hasRoom(tenant); count++) {
            PromptClaim unused = fill(held, tenant, size);
        }
        return count;
    }

    @Test
    void shouldLeaveRoomForAnotherTenantHoweverManyThereAre() {
        HeldPrompts held = new HeldPrompts(1200, Long.MAX_VALUE / 4);
        assertThat(fillUp(held, "a", 1)).as("half of all").isEqualTo(600);
        assertThat(fillUp(held, "b", 1)).as("half of the rest").isEqualTo(300);
        assertThat(fillUp(held, "c", 1)).isEqualTo(150);
        assertThat(held.hasRoom("a")).isFalse();
        assertThat(held.hasRoom("new")).isTrue();
        assertThat(held.full()).isFalse();
        assertThat(held.records("b")).isEqualTo(300);
    }

    @Test
    void shouldBoundBytesLikewise() {
        HeldPrompts held = new HeldPrompts(1200, 1000);
        assertThat(fillUp(held, "a", 100)).isEqualTo(5);
        assertThat(held.hasRoom("b")).isTrue();
        assertThat(held.bytes()).isEqualTo(500);
    }

    @Test
    void shouldGiveRoomBack() {
        HeldPrompts held = new HeldPrompts(8, 1000);
        PromptClaim first = fill(held, "a", 10);
        PromptClaim second = fill(held, "a", 20);
        assertThat(held.hasHalfItsRoom("a")).as("2 of 6").isTrue();
        PromptClaim third = fill(held, "a", 30);
        assertThat(held.hasHalfItsRoom("a")).as("3 of 5").isFalse();
        held.remove(third);
        held.remove(third);
        held.add(second, "a", 25);
        assertThat(held.bytes()).isEqualTo(35);
        held.removeIf(claim -> true);
        assertThat(held.records("a")).isZero();
        assertThat(held.bytes()).isZero();
        held.remove(first);
        assertThat(held.hasRoom("a")).isTrue();
    }

    @Test
    void shouldServeOneAtATimeWhereNoMoreMayBeHeld() {
        HeldPrompts held = new HeldPrompts(1, 1);
        assertThat(held.hasHalfItsRoom("a")).isTrue();
        PromptClaim only = fill(held, "a", 5);
        assertThat(held.hasRoom("b")).isFalse();
        assertThat(held.full()).isTrue();
        held.remove(only);
        assertThat(held.full()).isFalse();
    }
}
