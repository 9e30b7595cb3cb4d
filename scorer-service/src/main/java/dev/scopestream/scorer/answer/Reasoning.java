package dev.scopestream.scorer.answer;

import java.util.List;

/**
 * Removes reasoning from a text: every block between an opening and a closing tag, everything before a closing tag that
 * has no opening one (the chat template opened it), and everything behind an opening tag that is never closed. Tags are
 * {@code <think>}, {@code <thinking>}, {@code <thought>}, {@code <reasoning>}, {@code [THINK]} and {@code ◁think▷} in any
 * case and with blanks inside.
 */
final class Reasoning {
    private static final List<String> NAMES = List.of("think", "thinking", "thought", "reasoning");
    private static final String OPEN = "<[\u25c1";
    private static final String CLOSE = ">]\u25b7";
    /** Blanks that may stand at one point inside a tag. */
    private static final int MOST_BLANKS = 8;

    private Reasoning() {}

    /** @param end the index behind the tag */
    private record Tag(boolean closing, int end) {}

    static String remove(String text) {
        StringBuilder kept = null;
        int from = 0;
        boolean within = false;
        for (int i = nextOpen(text, 0); i < text.length(); i = nextOpen(text, i)) {
            Tag tag = tag(text, i);
            if (tag == null) {
                i++;
                continue;
            }
            kept = kept == null ? new StringBuilder() : kept;
            if (tag.closing()) {
                if (!within) {
                    kept.setLength(0);
                }
                from = tag.end();
                within = false;
            } else if (!within) {
                kept.append(text, from, i);
                within = true;
            }
            i = tag.end();
        }
        if (kept == null) {
            return text;
        }
        return within ? kept.toString() : kept.append(text, from, text.length()).toString();
    }

    private static int nextOpen(String text, int from) {
        int at = from;
        while (at < text.length() && OPEN.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static Tag tag(String text, int at) {
        char end = CLOSE.charAt(OPEN.indexOf(text.charAt(at)));
        int next = blanks(text, at + 1);
        boolean closing = next < text.length() && text.charAt(next) == '/';
        next = closing ? blanks(text, next + 1) : next;
        int name = next;
        while (next < text.length() && next - name <= MOST_BLANKS + 2 && Character.isLetter(text.charAt(next))) {
            next++;
        }
        int behind = blanks(text, next);
        if (behind >= text.length() || text.charAt(behind) != end) {
            return null;
        }
        String word = text.substring(name, next);
        boolean known = NAMES.stream().anyMatch(word::equalsIgnoreCase);
        return known ? new Tag(closing, behind + 1) : null;
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && at - from < MOST_BLANKS && Spaces.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
