package dev.scopestream.generator.state;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What the delivery thread has to write. */
public sealed interface Delivery {
    /** A piece of a running generation. */
    record Chunk(AdmittedPrompt prompt, ChunkEvent event) implements Delivery {}

    /** What ends a prompt's claim. */
    sealed interface Final extends Delivery {
        PromptClaim claim();
    }

    /** A finished generation. */
    record Result(AdmittedPrompt prompt, ResultEvent event) implements Final {
        @Override
        public PromptClaim claim() {
            return prompt.claim();
        }
    }

    /**
     * A prompt that can't be served.
     *
     * @param field what its sender could change, {@code $} the whole record
     * @param attempts how often it was started
     * @param unserved the model that nobody serves, where that is the reason
     */
    record Refused(
            PromptClaim claim,
            ConsumerRecord<byte[], byte[]> record,
            String reason,
            String field,
            int attempts,
            Optional<String> unserved)
            implements Final {}

    /** It ends without a record. */
    sealed interface Silent extends Final {}

    /** A prompt whose request has its result already: it gets no final record of its own. */
    record Duplicate(PromptClaim claim) implements Silent {}

    /** A prompt that another group of generators serves. */
    record Elsewhere(PromptClaim claim) implements Silent {}

    /** Its attempt ended without a final record, in order. */
    record Dropped(PromptClaim claim) implements Delivery {}

    /**
     * Reading a prompt ended the poll thread: an attempt of it is to be recorded.
     *
     * @param done completes when it's recorded
     */
    record IntakeDied(PromptClaim claim, CompletableFuture<Void> done) implements Delivery {}

    /**
     * All unfinished attempts in these partitions are to be recorded as given up in order.
     *
     * @param done completes when they are recorded
     */
    record GiveUp(Collection<TopicPartition> partitions, CompletableFuture<Void> done) implements Delivery {}
}
