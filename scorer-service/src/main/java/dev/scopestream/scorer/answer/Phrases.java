package dev.scopestream.scorer.answer;

import java.util.List;

/** The phrases that announce an answer. Each look costs a bounded number of characters. */
final class Phrases {
    private static final List<String> VERBS = List.of(
            "is",
            "will be",
            "would be",
            "must be",
            "should be",
            "can be",
            "has to be",
            "was",
            "equals",
            "becomes",
            "comes to",
            "comes out to",
            "therefore is",
            "is therefore",
            "is then",
            "remains");
    /** Most characters between "answer" and "is", as in "answer to question 1 is". */
    private static final int DETOUR = 60;

    private static final List<String> OPTIONS = List.of("option", "choice", "letter");
    private static final List<String> PICKS =
            List.of("choose", "select", "pick", "chose", "selected", "picked", "go with");

    private Phrases() {}

    /** The index behind an "answer is" that begins at an index, or -1. */
    static int behindAnswer(String text, int at, int end) {
        if (!text.regionMatches(true, at, "answer", 0, 6)) {
            return -1;
        }
        Scan scan = new Scan(text, at + 6, end);
        for (int i = 0; i < 6 && " *_\"".indexOf(scan.peek()) >= 0 && scan.peek() != Scan.END; i++) {
            scan.skip(1);
        }
        if (scan.peek() == ':' || scan.peek() == '=') {
            return scan.at() + 1;
        }
        if (scan.at() == at + 6) {
            return -1;
        }
        if (scan.takeWords("to") || scan.takeWords("for") || scan.takeWords("of")) {
            return behindDetour(scan);
        }
        return behindVerb(scan);
    }

    private static int behindDetour(Scan scan) {
        int last = scan.at() + DETOUR;
        while (scan.at() < last && scan.peek() != Scan.END && "\n.?!".indexOf(scan.peek()) < 0) {
            boolean wordStart = !Character.isLetterOrDigit(scan.peek(-1));
            if (scan.peek() == ':') {
                return scan.at() + 1;
            }
            if (wordStart && scan.takeWords("is")) {
                return scan.at();
            }
            scan.skip(1);
        }
        return -1;
    }

    private static int behindVerb(Scan scan) {
        return VERBS.stream().anyMatch(scan::takeWords) ? scan.at() : -1;
    }

    /** The index behind an "option is", "choose" that begins at an index, or -1. */
    static int behindOption(String text, int at, int start, int end) {
        boolean wordStart = at == start || !Character.isLetterOrDigit(text.charAt(at - 1));
        if (!wordStart || "oclspgOCLSPG".indexOf(text.charAt(at)) < 0) {
            return -1;
        }
        Scan scan = new Scan(text, at, end);
        if (PICKS.stream().anyMatch(scan::takeWords)) {
            return scan.at();
        }
        if (OPTIONS.stream().noneMatch(scan::takeWords)) {
            return -1;
        }
        for (int i = 0; i < 6 && " *_\"".indexOf(scan.peek()) >= 0 && scan.peek() != Scan.END; i++) {
            scan.skip(1);
        }
        return scan.take(":") || scan.take("=") || behindVerb(scan) >= 0 ? scan.at() : -1;
    }
}
