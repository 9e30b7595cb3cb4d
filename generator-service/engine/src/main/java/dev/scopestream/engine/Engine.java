package dev.scopestream.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A model with a continuous batch: requests join and leave at any step. {@link #submit}, {@link #resume},
 * {@link #snapshot}, {@link #cancel}, {@link #step} and {@link #close} belong to one thread, the decode thread; the others may be called from anywhere.
 */
public interface Engine extends AutoCloseable {
    ModelInfo model();

    /** Token ids of a plain prompt, with the special tokens that the tokenizer adds. */
    IntArray encode(String prompt);

    /**
     * Token ids of a conversation by the checkpoint's chat template, ready for the assistant's answer.
     *
     * @throws InvalidRequestException when the checkpoint has no usable template, or the template refuses the messages
     */
    IntArray encode(List<ChatMessage> messages);

    /**
     * Queues a request; it starts in a later {@link #step}, once there is room for its cache.
     *
     * @throws InvalidRequestException when it could never be served (too long, impossible budget, id in flight)
     */
    void submit(GenerationRequest request, EvictionSink evictions);

    /**
     * A request's state between two steps, from which the same request can go on in another engine of the same model: its
     * remaining tokens are the same ones. Takes the time of copying its cache.
     *
     * @return empty while it has no token yet, and for an unknown id
     */
    Optional<ByteBuffer> snapshot(String requestId);

    /**
     * Queues a request that goes on from a snapshot; a {@code Resumed} event comes before its next token.
     *
     * @param snapshot any bytes at all; they must not change until that event
     * @return why it can't; then nothing is queued
     * @throws InvalidRequestException as {@link #submit}
     */
    Optional<SnapshotProblem> resume(GenerationRequest request, EvictionSink evictions, ByteBuffer snapshot);

    /** Ends a queued or running request; its {@code Finished} event (CANCELLED) comes with the next step. */
    boolean cancel(String requestId);

    /** Does one unit of work: at most one decode step for the whole batch and one chunk of a prefill. */
    List<EngineEvent> step();

    /** Whether a step would have nothing to do. */
    boolean idle();

    EngineLoad load();

    /** Keeps prompts' beginnings there, too; to be called before the first step. */
    void prefixes(PrefixStore store);

    PrefixStatistics prefixStatistics();

    @Override
    void close();
}
