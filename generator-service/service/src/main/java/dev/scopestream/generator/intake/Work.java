package dev.scopestream.generator.intake;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.generator.offsets.Claim;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A prompt that can be served.
 *
 * @param record as it was polled: a dead letter repeats its bytes
 * @param id the request's id, as its sender knows it
 * @param sender on whose behalf it runs
 * @param request for the engine, under {@link Claim#key()}
 * @param deadline not worth generating afterwards
 * @param dataset which the result repeats
 * @param suspected earlier attempts that ended with the process
 * @param takenNanos when it was polled, by {@link System#nanoTime}
 */
public record Work(
        Claim claim,
        ConsumerRecord<byte[], byte[]> record,
        String id,
        Sender sender,
        GenerationRequest request,
        Optional<Instant> deadline,
        Optional<String> dataset,
        int suspected,
        long takenNanos) {
    private static final int SUSPECT = 2;

    /** What it takes of the engine, at most: tokens of prompt and answer. */
    public long cost() {
        return (long) request.prompt().size() + request.maxTokens();
    }

    /** More than one attempt ended with the process: it runs alone, so that nobody else is suspected for it. */
    public boolean suspect() {
        return suspected >= SUSPECT;
    }
}
