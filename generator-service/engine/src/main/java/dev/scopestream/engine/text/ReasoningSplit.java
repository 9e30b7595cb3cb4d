package dev.scopestream.engine.text;

import dev.scopestream.engine.TextPiece;

/**
 * Splits a growing text into the reasoning and the answer. The text begins with a reasoning if the prompt has opened one, or
 * if the opening marker is the first thing in it after white space; the first closing marker ends it. Whatever else the text
 * says about markers is part of it. The markers are dropped, and so are newlines at the beginning of both parts and before
 * the closing marker. Not thread-safe.
 */
final class ReasoningSplit {
    /** Characters of white space before an opening marker, and newlines before a closing one: more are text. */
    private static final int MOST_BLANKS = 64;

    /** Where the text is. */
    enum State {
        /** Nothing but white space yet, and perhaps the beginning of an opening marker. */
        BEFORE,
        WITHIN,
        AFTER
    }

    private final ReasoningMarkers markers;
    private final StringBuilder held = new StringBuilder();
    private State state;
    private boolean reasoned;
    private boolean dropsNewlines;

    ReasoningSplit(ReasoningMarkers markers, State state) {
        this.markers = markers;
        this.state = state;
        this.reasoned = state == State.WITHIN;
        this.dropsNewlines = reasoned;
    }

    State state() {
        return state;
    }

    /** Whether there is, or was, a reasoning. */
    boolean reasoned() {
        return reasoned;
    }

    /** What became certain with this text. */
    TextPiece accept(String fresh) {
        if (fresh.isEmpty()) {
            return TextPiece.EMPTY;
        }
        int searched = Math.max(0, held.length() - markers.close().length() + 1);
        held.append(fresh);
        if (state == State.BEFORE && open()) {
            searched = 0;
        }
        String reasoning = state == State.WITHIN ? within(searched) : "";
        String answer = state == State.AFTER ? take(held.length()) : "";
        return new TextPiece(reasoning, answer);
    }

    /** The text held back, for when none follows. */
    TextPiece finish() {
        String rest = take(held.length());
        return state == State.WITHIN ? new TextPiece(rest, "") : TextPiece.answer(rest);
    }

    /** Decides how the text begins, if it can be told; true: the reasoning was opened. */
    private boolean open() {
        int at = 0;
        while (at < held.length() && at <= MOST_BLANKS && Character.isWhitespace(held.charAt(at))) {
            at++;
        }
        int length = Math.min(markers.open().length(), held.length() - at);
        if (at > MOST_BLANKS || !markers.open().startsWith(held.substring(at, at + length))) {
            state = State.AFTER;
            return false;
        }
        if (length < markers.open().length()) {
            return false;
        }
        held.delete(0, at + length);
        state = State.WITHIN;
        reasoned = true;
        dropsNewlines = true;
        return true;
    }

    private String within(int searched) {
        int at = held.indexOf(markers.close(), searched);
        if (at < 0) {
            return take(beforeNewlines(held.length() - beginning()));
        }
        String reasoning = take(beforeNewlines(at));
        held.delete(0, held.indexOf(markers.close()) + markers.close().length());
        state = State.AFTER;
        dropsNewlines = true;
        return reasoning;
    }

    /** Length of the longest end of the held text that is the beginning of a closing marker. */
    private int beginning() {
        int length = Math.min(markers.close().length() - 1, held.length());
        while (length > 0 && !markers.close().startsWith(held.substring(held.length() - length))) {
            length--;
        }
        return length;
    }

    private int beforeNewlines(int end) {
        int at = end;
        while (at > 0 && end - at < MOST_BLANKS && held.charAt(at - 1) == '\n') {
            at--;
        }
        return at;
    }

    /** Takes the held text up to {@code end}, without newlines at the beginning of a part. */
    private String take(int end) {
        int from = 0;
        while (dropsNewlines && from < end && held.charAt(from) == '\n') {
            from++;
        }
        dropsNewlines = dropsNewlines && from == end;
        String text = held.substring(from, end);
        held.delete(0, end);
        return text;
    }
}
