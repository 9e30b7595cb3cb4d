package dev.scopestream.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model with continuous batching: requests join and end at any step. {@link #model}, {@link #encode}, {@link #load} and
 * {@link #prefixStatistics} may be called from any thread; everything else belongs to one thread, the decode thread.
 */
public interface Engine extends AutoCloseable {
    ModelInfo model();

    /** Token ids of a plain prompt, with the special tokens that the tokenizer adds. */
    IntArray encode(String prompt);

    /**
     * Token ids of a conversation by the checkpoint's chat template, with its generation prompt.
     *
     * @throws InvalidRequestException when the checkpoint has no usable template, or the template refuses the messages
     */
    default IntArray encode(List<ChatMessage> messages) {
        return encode(messages, Map.of());
    }

    /**
     * As {@link #encode(List)}, with further variables for the template ({@code chat_template_kwargs}), such as
     * enable_thinking.
     *
     * @param variables values of JSON: null, Boolean, Number, String, List or Map, nested
     */
    IntArray encode(List<ChatMessage> messages, Map<String, ?> variables);

    /**
     * Queues a request. It starts in a later {@link #step}, as soon as the memory for its cache is free.
     *
     * @throws InvalidRequestException when it could never be served (too long, impossible budget, id in flight)
     */
    void submit(GenerationRequest request, EvictionSink evictions);

    /**
     * Queues samples of one prompt. The prompt is read once, then each sample decodes, ends, and is saved as a request of its
     * own, with the tokens that it would have alone.
     *
     * @throws InvalidRequestException as {@link #submit(GenerationRequest, EvictionSink)}, and when so many can't decode
     *     together; then none is queued
     */
    default void submit(List<Sample> samples) {
        Sample.requireOnePrompt(samples);
        samples.forEach(sample -> submit(sample.request(), sample.evictions()));
    }

    /**
     * A request's state between two steps. Resumed from it, in another engine of the same model, the request has the same
     * remaining tokens. Copies the request's cache.
     *
     * @return empty while it has no token yet, for an unknown id, and when it is larger than a buffer can be
     */
    Optional<ByteBuffer> snapshot(String requestId);

    /**
     * Queues a request that continues from a snapshot. A {@code Resumed} event precedes its next token.
     *
     * @param snapshot any bytes; they must not change until that event
     * @return why the request can't continue from it; then nothing is queued
     * @throws InvalidRequestException as {@link #submit}
     */
    Optional<SnapshotProblem> resume(GenerationRequest request, EvictionSink evictions, ByteBuffer snapshot);

    /** Ends a queued or running request; the next step returns its {@code Finished} event (CANCELLED). */
    boolean cancel(String requestId);

    /** What a request's cache holds between two steps; empty while it isn't decoding, and for an unknown id. */
    default Optional<KvState> kv(String requestId) {
        return Optional.empty();
    }

    /** Runs at most one decode step of the whole batch and one chunk of a prefill. */
    List<EngineEvent> step();

    /** Whether a step would have nothing to do. */
    boolean idle();

    /** Numbers of the last step or submission. */
    EngineLoad load();

    /** Keeps prompt prefixes in this store, too. To be called before the first step. */
    void prefixes(PrefixStore store);

    PrefixStatistics prefixStatistics();

    @Override
    void close();
}
