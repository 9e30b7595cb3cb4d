package dev.scopestream.engine;

import java.util.List;

/** A result of one step of the engine. */
public sealed interface EngineEvent {
    String requestId();

    /**
     * A token was generated.
     *
     * @param token its id
     * @param text the text that became certain with it: often empty, as a stop string, a multi-byte character or the end of
     *     the reasoning may be under way; all texts of a request in order, the last ones in {@link Finished#tail}, give the
     *     completion's reasoning and text
     */
    record Generated(String requestId, int token, TextPiece text) implements EngineEvent {}

    /**
     * The request goes on from a snapshot.
     *
     * @param tokens everything it had generated
     * @param texts the text that each of the tokens made certain
     */
    record Resumed(String requestId, IntArray tokens, List<TextPiece> texts) implements EngineEvent {
        public Resumed {
            texts = List.copyOf(texts);
        }
    }

    /**
     * The request is done and its row is free.
     *
     * @param tail the text that was still held back
     */
    record Finished(String requestId, TextPiece tail, Completion completion) implements EngineEvent {}

    /** The request can't be served, now or later; {@code field} names what its sender could change. */
    record Failed(String requestId, String field, String reason) implements EngineEvent {}
}
