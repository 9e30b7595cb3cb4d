package dev.scopestream.generator.decode;

import dev.scopestream.engine.TextPiece;
import dev.scopestream.events.ChunkEvent;
import java.util.Optional;

/** Gathers one attempt's text into chunks, by number of tokens or by time. Not thread-safe. */
final class ChunkBuffer {
    private final String id;
    private final int attempt;
    private final int mostTokens;
    private final long mostNanos;
    private final StringBuilder answer = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private int tokens;
    private int index;
    private long since;

    ChunkBuffer(String id, int attempt, int mostTokens, long mostNanos) {
        this.id = id;
        this.attempt = attempt;
        this.mostTokens = mostTokens;
        this.mostNanos = mostNanos;
    }

    void add(TextPiece piece, long nowNanos) {
        if (tokens == 0) {
            since = nowNanos;
        }
        tokens++;
        append(piece);
    }

    /** The next chunk, if one is due: there is text, and it is the attempt's first, or has enough tokens or age. */
    Optional<ChunkEvent> due(long nowNanos) {
        boolean due = index == 0 || tokens >= mostTokens || (tokens > 0 && nowNanos - since >= mostNanos);
        boolean something = !answer.isEmpty() || !reasoning.isEmpty();
        return due && something ? Optional.of(take(false)) : Optional.empty();
    }

    /** The last chunk, with the text that the engine held back for stop sequences; it may be empty. */
    ChunkEvent last(TextPiece tail) {
        append(tail);
        return take(true);
    }

    private void append(TextPiece piece) {
        answer.append(piece.answer());
        reasoning.append(piece.reasoning());
    }

    private ChunkEvent take(boolean last) {
        String thoughts = reasoning.isEmpty() ? null : reasoning.toString();
        ChunkEvent event = new ChunkEvent(id, attempt, index++, answer.toString(), thoughts, tokens, last);
        answer.setLength(0);
        reasoning.setLength(0);
        tokens = 0;
        return event;
    }
}
