package dev.scopestream.engine.text;

import java.util.Arrays;

/**
 * Tokens to text, piece by piece: what it returns, joined, is the decoding of all tokens. Decodes only from an anchor
 * a few tokens back (as vLLM's and TGI's incremental detokenisation do), for a token's text depends on its neighbours: a
 * character's bytes may be spread over tokens, and decoders treat a text's first token differently.
 */
final class Detokenizer {
    private static final char REPLACEMENT = '\uFFFD';
    /** Pending tokens after which it looks for a prefix of them whose text is final. */
    private static final int LONG_WINDOW = 24;

    private final TextCodec codec;
    /** The anchor's tokens, whose text was returned, then the pending ones. */
    private long[] window = new long[16];

    private int anchored;
    private int size;
    private int anchorLength;
    private int tryCutAt = LONG_WINDOW;

    Detokenizer(TextCodec codec) {
        this.codec = codec;
    }

    /** The text that the token made certain; often its own, empty while a character is incomplete. */
    String accept(int token) {
        if (codec.isSpecial(token)) {
            return "";
        }
        if (size == window.length) {
            window = Arrays.copyOf(window, size * 2);
        }
        window[size++] = token;
        return codec.isByte(token) ? "" : settle();
    }

    private String settle() {
        String text = decode(0, size);
        if (text.length() > anchorLength && text.charAt(text.length() - 1) != REPLACEMENT) {
            String fresh = text.substring(anchorLength);
            anchorAt(anchored, size);
            return fresh;
        }
        return size - anchored >= tryCutAt ? cut(text) : "";
    }

    /** For endless runs of broken characters: a cut is good where both sides decode to what they do together. */
    private String cut(String text) {
        for (int end = size - 1; end >= size - 4 && end > anchored; end--) {
            String before = decode(0, end);
            int from = Math.max(anchored, end - 4);
            String anchor = decode(from, end);
            String after = decode(from, size);
            if (before.length() > anchorLength
                    && !anchor.isEmpty()
                    && after.startsWith(anchor)
                    && text.equals(before + after.substring(anchor.length()))) {
                String fresh = before.substring(anchorLength);
                anchorAt(from, end);
                tryCutAt = LONG_WINDOW;
                return fresh;
            }
        }
        tryCutAt = (size - anchored) * 2;
        return "";
    }

    /** Makes the tokens from {@code from} to {@code to} the anchor, and drops what is before. */
    private void anchorAt(int from, int to) {
        System.arraycopy(window, from, window, 0, size - from);
        anchored = to - from;
        size -= from;
        anchorLength = decode(0, anchored).length();
    }

    /** The rest, however incomplete. */
    String finish() {
        String text = decode(0, size);
        String rest = text.length() > anchorLength ? text.substring(anchorLength) : "";
        anchored = size;
        anchorLength = text.length();
        return rest;
    }

    private String decode(int from, int to) {
        return codec.decode(Arrays.copyOfRange(window, from, to));
    }
}
