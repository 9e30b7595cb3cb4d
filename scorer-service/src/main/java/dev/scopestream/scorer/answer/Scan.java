package dev.scopestream.scorer.answer;

/** A position in a text between two ends, with tests of the text at it. */
final class Scan {
    /** What stands for "no character": at and behind the end. */
    static final char END = 0;

    private final String text;
    private final int limit;
    private int at;
    private boolean refused;

    Scan(String text, int from, int limit) {
        this.text = text;
        this.at = from;
        this.limit = limit;
    }

    int at() {
        return at;
    }

    int limit() {
        return limit;
    }

    String text() {
        return text;
    }

    void moveTo(int index) {
        at = index;
    }

    void skip(int characters) {
        at += characters;
    }

    /** Something stands here that begins like a number and can't be read as exactly one. */
    void refuse() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }

    /** Goes back to an index, as if nothing behind it had been read. */
    void rewind(int index) {
        at = index;
        refused = false;
    }

    char peek() {
        return peek(0);
    }

    char peek(int offset) {
        int index = at + offset;
        return index >= 0 && index < limit ? text.charAt(index) : END;
    }

    boolean isDigit(int offset) {
        char c = peek(offset);
        return c >= '0' && c <= '9';
    }

    boolean isLetter(int offset) {
        return Character.isLetter(peek(offset));
    }

    /** Whether the text goes on with {@code word} in any case. */
    boolean startsWith(String word) {
        return at + word.length() <= limit && text.regionMatches(true, at, word, 0, word.length());
    }

    /** Takes {@code mark} where the text goes on with it. */
    boolean take(String mark) {
        if (!startsWith(mark)) {
            return false;
        }
        at += mark.length();
        return true;
    }

    /** Takes words, each a whole one, with blanks between them. */
    boolean takeWords(String words) {
        if (!startsWith(words) || Character.isLetterOrDigit(peek(words.length()))) {
            return false;
        }
        at += words.length();
        return true;
    }

    /** Takes blanks of this line; returns how many. */
    int blanks() {
        int from = at;
        while (at < limit && Spaces.isBlank(text.charAt(at))) {
            at++;
        }
        return at - from;
    }

    /** Takes the letters from here on; empty where none stands. */
    String word() {
        int from = at;
        while (at < limit && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    /** Takes the digits from here on; empty where none stands. */
    String digits() {
        int from = at;
        while (isDigit(0)) {
            at++;
        }
        return text.substring(from, at);
    }
}
