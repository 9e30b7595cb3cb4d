package dev.scopestream.generator.prompt;

import dev.scopestream.engine.GenerationRequest;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A prompt that can be served.
 *
 * @param record as it was polled: a dead letter repeats its bytes
 * @param id the request's id, as its sender knows it
 * @param sender on whose behalf it runs
 * @param request for the engine, under {@link PromptClaim#key()}
 * @param deadline after which no result is needed
 * @param dataset of its reference, which the result repeats
 * @param suspected earlier attempts that the process did not survive
 * @param takenNanos when it was polled, by {@link System#nanoTime}
 */
public record AdmittedPrompt(
        PromptClaim claim,
        ConsumerRecord<byte[], byte[]> record,
        String id,
        Sender sender,
        GenerationRequest request,
        Optional<Instant> deadline,
        Optional<String> dataset,
        int suspected,
        long takenNanos) {
    private static final int SUSPECT = 2;

    /** Tokens of prompt and answer, at most. */
    public long cost() {
        return (long) request.prompt().size() + request.maxTokens();
    }

    /** More than one attempt ended with the process: the prompt runs alone, so that no other prompt becomes a suspect. */
    public boolean suspect() {
        return suspected >= SUSPECT;
    }
}
