package dev.scopestream.engine.text;

import dev.scopestream.engine.IntArray;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a model writes its reasoning: the markers' texts and tokens. A marker that is a control token is text here, though
 * decoding skips control tokens.
 */
final class ReasoningFormat {
    private final TextCodec codec;
    private final ReasoningMarkers markers;
    /** Markers that are control tokens, by id. */
    private final Map<Integer, String> control = new HashMap<>();
    /** Tokens at which a turn may begin. */
    private final BitSet boundaries = new BitSet();

    private final IntArray closing;

    private ReasoningFormat(TextCodec codec, ReasoningMarkers markers, Optional<String> template) {
        this.codec = codec;
        this.markers = markers;
        codec.addedTokens().forEach((text, id) -> {
            boolean special = codec.isSpecial(id);
            if (!text.equals(markers.open()) && !text.equals(markers.close())) {
                boundaries.set(id, special || text.startsWith("<") || text.startsWith("["));
            } else if (special) {
                control.put(id, text);
            }
        });
        String whole = markers.closing(template);
        this.closing = Stream.of(whole, whole.stripLeading(), markers.close())
                .map(text -> codec.encode(text, false))
                .filter(tokens -> text(tokens).strip().equals(markers.close()))
                .findFirst()
                .orElse(IntArray.of());
    }

    /** A model's format; empty: it is no reasoning model. */
    static Optional<ReasoningFormat> of(TextCodec codec, Optional<String> template) {
        return ReasoningMarkers.of(template, codec.addedTokens().keySet())
                .map(m -> new ReasoningFormat(codec, m, template));
    }

    /** The tokens that close a reasoning; empty: the tokenizer can't write the closing marker. */
    IntArray closing() {
        return closing;
    }

    /** The text of a marker that is a control token; empty: the token is none. */
    Optional<String> marker(int token) {
        return Optional.ofNullable(control.get(token));
    }

    /**
     * Where the text after a prompt begins. The prompt has opened a reasoning if what follows its last turn token ends
     * with the opening marker, or has one at the beginning of a line that is closed nowhere; it has closed one if it ends
     * with the closing marker.
     */
    ReasoningSplit.State begin(IntArray prompt) {
        String tail = tail(prompt);
        String stripped = tail.stripTrailing();
        int open = tail.lastIndexOf(markers.open());
        if (stripped.endsWith(markers.close())) {
            return ReasoningSplit.State.AFTER;
        }
        boolean opened = stripped.endsWith(markers.open())
                || (open > tail.lastIndexOf(markers.close()) && beginsLine(tail, open));
        return opened ? ReasoningSplit.State.WITHIN : ReasoningSplit.State.BEFORE;
    }

    /** Splits a text that begins so. */
    ReasoningSplit split(ReasoningSplit.State begin) {
        return new ReasoningSplit(markers, begin);
    }

    private static boolean beginsLine(String text, int at) {
        int before = at;
        while (before > 0 && text.charAt(before - 1) == ' ') {
            before--;
        }
        return before == 0 || text.charAt(before - 1) == '\n';
    }

    /**
     * The text after the last token at which a turn may begin: a control token, or another added token that looks like one
     * (DeepSeek's <｜Assistant｜> is no control token).
     */
    private String tail(IntArray prompt) {
        int from = prompt.size();
        while (from > 0 && !boundaries.get(prompt.get(from - 1))) {
            from--;
        }
        return text(prompt.slice(from, prompt.size()));
    }

    private String text(IntArray tokens) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Optional<String> marker = marker(tokens.get(i));
            if (marker.isPresent()) {
                text.append(codec.decode(tokens.slice(from, i))).append(marker.get());
                from = i + 1;
            }
        }
        return text.append(codec.decode(tokens.slice(from, tokens.size()))).toString();
    }
}
