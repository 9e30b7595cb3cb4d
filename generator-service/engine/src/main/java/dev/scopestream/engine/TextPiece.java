package dev.scopestream.engine;

/**
 * A piece of a generated text. Reasoning precedes the answer: a piece that has both is the end of one and the beginning of
 * the other.
 */
public record TextPiece(String reasoning, String answer) {
    public static final TextPiece EMPTY = new TextPiece("", "");

    /** A piece of the answer. */
    public static TextPiece answer(String text) {
        return text.isEmpty() ? EMPTY : new TextPiece("", text);
    }

    /** This piece and the next one. */
    public TextPiece plus(TextPiece next) {
        if (next.isEmpty()) {
            return this;
        }
        return isEmpty() ? next : new TextPiece(reasoning + next.reasoning, answer + next.answer);
    }

    public boolean isEmpty() {
        return reasoning.isEmpty() && answer.isEmpty();
    }
}
