package dev.scopestream.generator.decode;

import dev.scopestream.engine.TextPiece;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers the text of one sample of an attempt into chunks, by number of tokens or by time. Not thread-safe. */
final class ChunkBuffer {
    private static final int RESENT_CHARS = 1 << 16;

    private final String id;
    private final int attempt;
    private final int sample;
    private final int mostTokens;
    private final long mostNanos;
    private final StringBuilder answer = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private int tokens;
    private int index;
    private long since;

    /** @param sample from 0 */
    ChunkBuffer(String id, int attempt, int sample, int mostTokens, long mostNanos) {
        this.id = id;
        this.attempt = attempt;
        this.sample = sample;
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

    /** The chunks of a sample that had ended before the attempt. */
    static List<ChunkEvent> whole(String id, int attempt, ResultChoice choice) {
        ChunkBuffer buffer = new ChunkBuffer(id, attempt, choice.index(), 0, 0);
        List<ChunkEvent> chunks = new ArrayList<>();
        String thoughts = choice.output().reasoning();
        for (String part : parts(thoughts == null ? "" : thoughts)) {
            buffer.append(new TextPiece(part, ""));
            chunks.add(buffer.take(false));
        }
        for (String part : parts(choice.output().text())) {
            buffer.append(TextPiece.answer(part));
            chunks.add(buffer.take(false));
        }
        buffer.tokens = choice.output().tokenIds().size();
        chunks.add(buffer.last(TextPiece.EMPTY));
        return chunks;
    }

    /** Of at most {@link #RESENT_CHARS}, none of which ends within a surrogate pair. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + RESENT_CHARS);
            if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                to--;
            }
            parts.add(text.substring(from, to));
            from = to;
        }
        return parts;
    }

    private void append(TextPiece piece) {
        answer.append(piece.answer());
        reasoning.append(piece.reasoning());
    }

    private ChunkEvent take(boolean last) {
        String thoughts = reasoning.isEmpty() ? null : reasoning.toString();
        ChunkEvent event =
                new ChunkEvent(id, attempt, index++, answer.toString(), thoughts, tokens, last).ofChoice(sample);
        answer.setLength(0);
        reasoning.setLength(0);
        tokens = 0;
        return event;
    }
}
