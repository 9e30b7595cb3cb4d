package dev.scopestream.engine.text;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.TextPiece;
import java.util.List;
import java.util.Optional;

/**
 * The text of one generation, given out as soon as it's certain: no half characters, and nothing that could still turn
 * out to be part of a stop string or of a reasoning's marker. All that is given out, joined, is the decoding of all tokens,
 * cut before the stop string that is complete first, and split into reasoning and answer. Stop strings are looked for in the
 * whole text, reasoning and markers included, as vLLM does. Not thread-safe.
 */
public final class StreamingText {
    public static final int MOST_STOPS = 64;
    public static final int LONGEST_STOP = 1024;

    private final Detokenizer detokenizer;
    private final StopStrings stops;
    private final Optional<Reasoned> reasoned;

    /**
     * The reasoning of a reasoning model.
     *
     * @param tracked splits all text as soon as it is decoded: it says what the tokens are
     * @param given splits what stop strings let through: it says what the text is
     */
    private record Reasoned(ReasoningFormat format, ReasoningSplit tracked, ReasoningSplit given) {}

    private StreamingText(TextCodec codec, List<String> stops, Optional<Reasoned> reasoned) {
        this.detokenizer = new Detokenizer(codec);
        this.stops = new StopStrings(stops);
        this.reasoned = reasoned;
    }

    /** The text of a model that doesn't reason. */
    static StreamingText of(TextCodec codec, List<String> stops) {
        return new StreamingText(codec, stops, Optional.empty());
    }

    /** The text of a reasoning model after a prompt. */
    static StreamingText of(TextCodec codec, List<String> stops, ReasoningFormat format, IntArray prompt) {
        ReasoningSplit.State begin = format.begin(prompt);
        return new StreamingText(
                codec, stops, Optional.of(new Reasoned(format, format.split(begin), format.split(begin))));
    }

    /** The text that became certain with this token; empty once a stop string was met. */
    public TextPiece accept(int token) {
        String fresh = decode(token);
        reasoned.ifPresent(r -> r.tracked().accept(fresh));
        return stops.stopped() ? TextPiece.EMPTY : release(fresh);
    }

    private String decode(int token) {
        Optional<String> marker = reasoned.filter(r -> r.tracked().state() != ReasoningSplit.State.AFTER)
                .flatMap(r -> r.format().marker(token));
        return marker.isPresent() ? detokenizer.finish() + marker.get() : detokenizer.accept(token);
    }

    /** Whether a stop string was met. */
    public boolean stopped() {
        return stops.stopped();
    }

    /** Whether the last token is within the reasoning: it has been opened, and isn't closed. */
    public boolean reasoning() {
        return reasoned.filter(r -> r.tracked().state() == ReasoningSplit.State.WITHIN)
                .isPresent();
    }

    /** Whether the tokens so far have opened a reasoning, or their prompt has. */
    public boolean reasoned() {
        return reasoned.filter(r -> r.tracked().reasoned()).isPresent();
    }

    /** The text held back, for when no token follows; it may meet a stop string, too. */
    public TextPiece finish() {
        if (stops.stopped()) {
            return TextPiece.EMPTY;
        }
        TextPiece last = release(detokenizer.finish());
        return stops.stopped() ? last : last.plus(given(stops.finish())).plus(held());
    }

    private TextPiece release(String fresh) {
        TextPiece certain = given(stops.accept(fresh));
        return stops.stopped() ? certain.plus(held()) : certain;
    }

    private TextPiece given(String text) {
        return reasoned.map(r -> r.given().accept(text)).orElseGet(() -> TextPiece.answer(text));
    }

    private TextPiece held() {
        return reasoned.map(r -> r.given().finish()).orElse(TextPiece.EMPTY);
    }
}
