package dev.scopestream.generator.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.AdmittedPrompts;
import dev.scopestream.generator.prompt.PromptClaim;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final TopicPartition PARTITION = new TopicPartition("prompts", 0);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Backlog backlog = new Backlog(Map.of("gold", 3), Clock.fixed(NOW, ZoneOffset.UTC));
    private long offset;

    private AdmittedPrompt add(String tenant, Optional<Instant> deadline) {
        PromptClaim claim = new PromptClaim(PARTITION, 1, offset++);
        AdmittedPrompt prompt = AdmittedPrompts.of(claim, "p" + claim.offset(), NOW.toEpochMilli())
                .tenant(tenant)
                .deadline(deadline)
                .build();
        backlog.add(prompt);
        return prompt;
    }

    private String take() {
        return backlog.take(p -> true).orElseThrow().sender().tenant();
    }

    private long share(String tenant, int starts, Runnable after) {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            order.add(take());
            after.run();
        }
        return order.stream().filter(tenant::equals).count();
    }

    @Test
    void shouldRememberWhatATenantHadWhenItsQueueWasEmptyMeanwhile() {
        for (int i = 0; i < 200; i++) {
            add("many", Optional.empty());
        }
        add("single", Optional.empty());
        long single = share("single", 100, () -> {
            if (backlog.size() < 200) {
                add("single", Optional.empty());
            }
        });
        assertThat(single).as("of 100 turns").isBetween(49L, 51L);
    }

    @Test
    void shouldShareByWeight() {
        for (int i = 0; i < 100; i++) {
            add("gold", Optional.empty());
            add("other", Optional.empty());
        }
        assertThat(share("gold", 80, () -> {})).isBetween(59L, 61L);
    }

    @Test
    void shouldNotOweATenantForTheTimeItHadNothing() {
        for (int i = 0; i < 100; i++) {
            add("early", Optional.empty());
        }
        assertThat(share("early", 50, () -> {})).isEqualTo(50);
        for (int i = 0; i < 100; i++) {
            add("late", Optional.empty());
        }
        assertThat(share("late", 20, () -> {})).isBetween(9L, 11L);
    }

    @Test
    void shouldKeepABoundedNumberOfTags() {
        TenantTags tags = new TenantTags(Map.of());
        for (int i = 0; i < 5 * TenantTags.MOST; i++) {
            tags.arrived("t" + i);
            tags.started("t" + i, 100);
            tags.emptied("t" + i);
        }
        assertThat(tags.size()).isLessThanOrEqualTo(TenantTags.MOST);
    }

    @Test
    void shouldStartTheEarliestDeadlineOfATenantFirst() {
        AdmittedPrompt none = add("a", Optional.empty());
        AdmittedPrompt later = add("a", Optional.of(NOW.plus(Duration.ofMinutes(2))));
        AdmittedPrompt soon = add("a", Optional.of(NOW.plus(Duration.ofMinutes(1))));
        AdmittedPrompt farAway = add("a", Optional.of(NOW.plus(Duration.ofDays(1))));
        assertThat(List.of(soon, later, none, farAway))
                .allSatisfy(expected -> assertThat(backlog.take(p -> true)).contains(expected));
    }

    @Test
    void shouldGiveOutAtOnceWhatIsTooLate() {
        add("a", Optional.of(NOW.plusMillis(1)));
        AdmittedPrompt late = add("b", Optional.of(NOW.minusMillis(1)));
        assertThat(backlog.takeExpired(p -> true)).contains(late);
        assertThat(backlog.takeExpired(p -> true)).isEmpty();
        assertThat(backlog.size()).isEqualTo(1);
    }

    @Test
    void shouldSayHowOldTheOldestIs() {
        assertThat(backlog.oldest()).isZero();
        for (int minutes : List.of(3, 7, -2)) {
            PromptClaim claim = new PromptClaim(PARTITION, 1, offset++);
            long time = NOW.minus(Duration.ofMinutes(minutes)).toEpochMilli();
            backlog.add(AdmittedPrompts.of(claim, "p" + claim.offset(), time).build());
        }
        assertThat(backlog.oldest()).isEqualTo(Duration.ofMinutes(7));
    }
}
