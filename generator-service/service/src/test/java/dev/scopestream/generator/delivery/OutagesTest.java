package dev.scopestream.generator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.delivery.PartitionLeaders.Replicas;
import dev.scopestream.generator.ids.IdScope;
import dev.scopestream.generator.prompt.AdmittedPrompts;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.OutputPartitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private static final TopicPartition ZERO = new TopicPartition("results", 0);
    private static final TopicPartition ONE = new TopicPartition("results", 1);
    private static final TopicPartition OTHER = new TopicPartition("other", 0);
    private static final Replicas LED = new Replicas(1, Set.of(1, 2));
    private static final Replicas ALONE = new Replicas(1, Set.of(1));
    private static final Replicas NOBODY = new Replicas(-1, Set.of(1));

    private final OutputPartitions outputs = new OutputPartitions("results", "finished", new IdScope(false));
    private final Map<TopicPartition, Replicas> cluster = new HashMap<>();
    private boolean reachable = true;
    private long now;
    private final Outages outages = new Outages(
            outputs,
            topics -> reachable
                    ? CompletableFuture.completedFuture(Map.copyOf(cluster))
                    : CompletableFuture.failedFuture(new TimeoutException("no broker answers")),
            () -> now);

    @BeforeEach
    void bothAreLed() {
        cluster.put(ZERO, LED);
        cluster.put(ONE, LED);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        outages.refresh();
        outages.refresh();
    }

    private boolean takes(String id) {
        return outputs.take(AdmittedPrompts.of(new PromptClaim(new TopicPartition("prompts", 0), 1, 0), id, 0)
                .build());
    }

    private static String idOf(TopicPartition partition) {
        return List.of("a", "b", "c", "d", "e", "f", "g", "h").stream()
                .filter(id -> OutputPartitions.of(
                                partition.topic(), id.getBytes(StandardCharsets.UTF_8), Map.of(partition.topic(), 2))
                        .equals(Optional.of(partition)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldCloseWhatHasNoLeaderUntilItHasOneThatTakesARecord() throws Exception {
        cluster.put(ONE, NOBODY);
        outages.failed(Set.of(ONE), Set.of(OTHER));
        pass(Duration.ofMinutes(1));
        assertThat(outages.due()).isEmpty();
        assertThat(takes(idOf(ONE))).isFalse();
        assertThat(takes(idOf(ZERO))).isTrue();
        assertThat(outputs.trouble()).isNull();

        cluster.put(ONE, LED);
        pass(Duration.ofSeconds(1));
        assertThat(outages.due()).containsExactly(ONE);
        assertThat(takes(idOf(ONE))).isFalse();

        outages.stored(Set.of(ONE));
        assertThat(outages.none()).isTrue();
        assertThat(takes(idOf(ONE))).isTrue();
    }

    @Test
    void shouldTryLessOftenTheMoreTriesFailUnlessTheReplicasChange() throws Exception {
        outages.failed(Set.of(ONE), Set.of());
        assertThat(outages.due()).as("at once").containsExactly(ONE);
        long wait = Outages.FIRST.toNanos();
        for (int tries = 1; tries <= 10; tries++) {
            outages.failed(Set.of(ONE), Set.of());
            pass(Duration.ofNanos(Math.min(wait, Outages.LONGEST.toNanos()) - 1));
            assertThat(outages.due()).isEmpty();
            pass(Duration.ofNanos(1));
            assertThat(outages.due()).containsExactly(ONE);
            wait *= 2;
        }
        outages.failed(Set.of(ONE), Set.of());
        pass(Duration.ofSeconds(1));
        assertThat(outages.due()).isEmpty();
        cluster.put(ONE, ALONE);
        pass(Duration.ofSeconds(1));
        assertThat(outages.due()).containsExactly(ONE);
    }

    @Test
    void shouldNotTryAtOnceWhatHoldsUpTheEndOfItsTransaction() throws Exception {
        outages.failed(Set.of(ZERO, ONE), Set.of(ONE));
        assertThat(outputs.closed()).containsExactly(ONE);
        pass(Outages.FIRST);
        assertThat(outages.due()).isEmpty();
        cluster.put(ONE, ALONE);
        pass(Duration.ofSeconds(1));
        assertThat(outages.due()).containsExactly(ONE);
    }

    @Test
    void shouldNotBlamePartitionsForTheirTransactionOrForBrokersThatDoNotAnswer() throws Exception {
        outages.failed(Set.of(ZERO, ONE), Set.of(OTHER));
        assertThat(outages.none()).isTrue();
        reachable = false;
        outages.failed(Set.of(ZERO, ONE), Set.of());
        assertThat(outages.none()).isTrue();
    }

    @Test
    void shouldFindOtherPartitionsWithoutLeaderByTheFirst() throws Exception {
        cluster.put(ZERO, NOBODY);
        cluster.put(ONE, NOBODY);
        outages.failed(Set.of(ONE), Set.of());
        assertThat(outputs.closed()).containsExactlyInAnyOrder(ZERO, ONE);
        assertThat(outputs.trouble()).contains("results");
    }

    @Test
    void shouldPlaceRecordsWithoutKeyElsewhere() throws Exception {
        outages.failed(Set.of(ZERO), Set.of());
        assertThat(outages.instead("results")).contains(1);
        assertThat(outages.met("results", Optional.empty())).isEmpty();
        outages.failed(Set.of(ONE), Set.of());
        assertThat(outages.met("results", Optional.empty())).containsExactlyInAnyOrder(ZERO, ONE);
        assertThat(outages.instead("other")).isEmpty();
    }

    @Test
    void shouldCloseATopicThatIsGone() throws Exception {
        cluster.clear();
        outages.failed(Set.of(new TopicPartition("results", OutputPartitions.ALL)), Set.of(OTHER));
        assertThat(takes("any")).isFalse();
        assertThat(outputs.trouble()).contains("results");
    }
}
