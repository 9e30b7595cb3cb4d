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
 * @param operation what its sender asked for
 * @param request of the first sample for the engine, under {@link PromptClaim#key()}
 * @param samples how many are generated, at least 1
 * @param deadline after which no result is needed
 * @param dataset of its reference, which the result repeats
 * @param deaths earlier attempts that ended with the process, alone in it or not
 * @param alone those of them that were alone in the process
 * @param takenNanos when it was polled, by {@link System#nanoTime}
 */
public record AdmittedPrompt(
        PromptClaim claim,
        ConsumerRecord<byte[], byte[]> record,
        String id,
        Sender sender,
        Operation operation,
        GenerationRequest request,
        int samples,
        Optional<Instant> deadline,
        Optional<String> dataset,
        int deaths,
        int alone,
        long takenNanos) {
    private static final int REPEATED = 2;

    /** Tokens of prompt and answers, at most. */
    public long cost() {
        return request.prompt().size() + (long) samples * request.maxTokens();
    }

    /** The id that the engine knows a sample by. */
    public String key(int sample) {
        return sample == 0 ? claim.key() : claim.key() + "#" + sample;
    }

    /** A sample's seed: the prompt's own, and the ones after it (two's complement). */
    public long seed(int sample) {
        return request.sampling().seed() + sample;
    }

    /** A sample's request. */
    public GenerationRequest request(int sample) {
        return sample == 0 ? request : request.sample(key(sample), seed(sample));
    }

    /** An attempt ended with the process, perhaps by this prompt. */
    public boolean suspect() {
        return deaths > 0;
    }

    /** More than one attempt ended with the process. */
    public boolean repeatedlySuspect() {
        return deaths >= REPEATED;
    }
}
