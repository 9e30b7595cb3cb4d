package dev.scopestream.generator.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.SourceDigest;
import dev.scopestream.generator.metrics.PartitionMetrics;
import dev.scopestream.generator.offsets.Admission;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.OffsetAdmission;
import dev.scopestream.generator.prompt.PromptClaim;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LostPartitionsTest {
    private static final TopicPartition PARTITION = new TopicPartition("prompts", 0);
    /** Final records that are looked up at a time. */
    private static final int MOST = 10;

    private final AssignedPartitions assigned = new AssignedPartitions();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<Long> asked = new ArrayList<>();
    private final Deque<CompletableFuture<FinishedPlaces>> answers = new ArrayDeque<>();
    private final LostPartitions lost = new LostPartitions(
            consumer,
            assigned,
            (partition, from) -> {
                asked.add(from);
                answers.add(new CompletableFuture<>());
                return answers.getLast();
            },
            new PartitionMetrics(new SimpleMeterRegistry()));

    @BeforeEach
    void assign() {
        consumer.assign(Set.of(PARTITION));
    }

    private static ConsumerRecord<byte[], byte[]> prompt(long offset) {
        return new ConsumerRecord<>("prompts", 0, offset, new byte[] {1}, new byte[] {2});
    }

    /** Of a log whose even offsets have final records, up to this one. */
    private static FinishedPlaces even(long from, long end) {
        FinishedPlaces.Builder places = new FinishedPlaces.Builder(from, MOST);
        for (long offset = from + from % 2; offset < end; offset += 2) {
            places.add(offset, SourceDigest.of(prompt(offset)));
        }
        return places.build();
    }

    private Optional<PromptClaim> admit(long offset) {
        Admission admission = lost.isFinished(PARTITION, prompt(offset))
                ? assigned.skip(PARTITION, offset, Optional.empty())
                : assigned.admit(PARTITION, offset, Optional.empty());
        assertThat(admission.outcome()).isIn(OffsetAdmission.DONE, OffsetAdmission.ADMITTED);
        return admission.claim();
    }

    @Test
    void shouldServeWhatHasNoFinalRecordHoweverManyHaveOne() {
        lost.add(PARTITION, Uuid.ONE_UUID, 0, false);
        assertThat(lost.pending(PARTITION)).isTrue();
        answers.remove().complete(even(0, 100));
        lost.settle();
        assertThat(lost.pending(PARTITION)).isFalse();
        assertThat(consumer.position(PARTITION)).isZero();
        List<PromptClaim> claims = new ArrayList<>();
        for (long offset = 0; offset < 120; offset++) {
            if (!lost.covers(PARTITION, offset)) {
                assertThat(lost.pending(PARTITION)).isTrue();
                answers.remove().complete(even(offset, 100));
                lost.settle();
                assertThat(lost.covers(PARTITION, offset)).isTrue();
            }
            admit(offset).ifPresent(claims::add);
        }
        assertThat(claims).extracting(PromptClaim::offset).hasSize(70).doesNotContain(0L, 2L, 20L, 98L);
        assertThat(claims).allMatch(assigned::owns);
        assertThat(asked).containsExactly(0L, 20L, 40L, 60L, 80L);
        assertThat(assigned.committable(PARTITION)).hasValue(1);
    }

    @Test
    void shouldAskAgainWhenFinalRecordsCannotBeRead() {
        lost.add(PARTITION, Uuid.ONE_UUID, 7, true);
        answers.remove().completeExceptionally(new IllegalStateException("no progress"));
        lost.settle();
        assertThat(lost.pending(PARTITION)).isTrue();
        assertThat(assigned.committable(PARTITION)).isEmpty();
        answers.remove().complete(even(8, 8));
        lost.settle();
        assertThat(asked).containsExactly(7L, 7L);
        assertThat(consumer.position(PARTITION)).isEqualTo(7);
        PromptClaim claim = admit(7).orElseThrow();
        assertThat(assigned.attempt(claim)).isGreaterThan(1_000_000);
    }

    @Test
    void shouldForgetWhatIsRevoked() {
        lost.add(PARTITION, Uuid.ONE_UUID, 0, false);
        lost.remove(Set.of(PARTITION));
        answers.remove().complete(even(0, 100));
        lost.settle();
        assertThat(lost.pending(PARTITION)).isFalse();
        assertThat(lost.isFinished(PARTITION, prompt(2))).isFalse();
        assertThat(assigned.committable(PARTITION)).isEmpty();
    }
}
