package dev.scopestream.generator.delivery;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.offsets.Claim;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What the delivery thread is handed. */
public sealed interface Item {
    /** A piece of a running generation. */
    record Chunk(Claim claim, ChunkEvent event) implements Item {}

    /** A prompt's last word, which ends its claim. */
    sealed interface Final extends Item {
        Claim claim();
    }

    /** A finished generation. */
    record Result(Work work, ResultEvent event) implements Final {
        @Override
        public Claim claim() {
            return work.claim();
        }
    }

    /**
     * A prompt that can't be served.
     *
     * @param field what its sender could change, {@code $} the whole record
     * @param attempts how often it was started
     */
    record Refused(Claim claim, ConsumerRecord<byte[], byte[]> record, String reason, String field, int attempts)
            implements Final {}

    /** A prompt whose request has its result already: it gets no final record of its own. */
    record Duplicate(Claim claim) implements Final {}

    /** Its attempt ended without a final record, in order. */
    record Dropped(Claim claim) implements Item {}

    /** Records that all attempts in these partitions are given up in order, as far as they aren't finished. */
    record GiveUp(Collection<TopicPartition> partitions, CompletableFuture<Void> done) implements Item {}
}
