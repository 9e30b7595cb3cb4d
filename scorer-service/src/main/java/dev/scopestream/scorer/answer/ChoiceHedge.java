package dev.scopestream.scorer.answer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What takes back that an option is the answer: another option beside it. */
final class ChoiceHedge {
    private static final List<String> CONNECTIVES = List.of("and/or", "or", "and", "nor", "/", "&", ",", "|", "+");
    private static final Set<String> FILLERS = Set.of(
            "or",
            "and",
            "maybe",
            "possibly",
            "perhaps",
            "probably",
            "even",
            "also",
            "the",
            "option",
            "choice",
            "either");
    private static final Set<String> DENIALS = Set.of(
            "not", "neither", "nor", "except", "than", "unlike", "isn", "aren", "wasn", "without", "instead", "never");
    /** Words that begin a reason: options named in it are no second answer. */
    private static final Set<String> REASONS =
            Set.of("because", "since", "as", "for", "if", "while", "whereas", "given");

    private ChoiceHedge() {}

    /** Whether a word says that what follows is no answer. */
    static boolean isDenial(String word) {
        return DENIALS.contains(word.toLowerCase(Locale.ROOT));
    }

    static boolean follows(String text, ReadAnswer option, int limit) {
        Scan scan = new Scan(text, option.end(), Math.min(limit, option.end() + Decoration.REACH));
        int close = scan.at();
        while (scan.peek() != Scan.END && ")]}*_`\"'$\\".indexOf(scan.peek()) >= 0) {
            scan.skip(1);
        }
        scan.blanks();
        boolean joined =
                CONNECTIVES.stream().anyMatch(c -> Character.isLetter(c.charAt(0)) ? scan.takeWords(c) : scan.take(c));
        boolean beside = scan.peek() == '(' && scan.at() > close;
        if (joined || beside) {
            fillers(scan);
            if (isOther(scan, option, joined)) {
                return true;
            }
        }
        return alternative(scan, option);
    }

    /** {@code (A) bank or (B) library}: a bracketed option behind "or" in the same sentence. */
    private static boolean alternative(Scan scan, ReadAnswer option) {
        scan.moveTo(option.end());
        while (scan.peek() != Scan.END && scan.peek() != '\n' && scan.peek() != ';') {
            if (scan.peek() == '.' && (Spaces.isSpace(scan.peek(1)) || scan.peek(1) == Scan.END)) {
                return false;
            }
            if (!scan.isLetter(0)) {
                scan.skip(1);
                continue;
            }
            String word = scan.word().toLowerCase(Locale.ROOT);
            if (REASONS.contains(word) || DENIALS.contains(word)) {
                return false;
            }
            if (word.equals("or")) {
                fillers(scan);
                if (Option.isBracketed(scan.text(), scan.at(), scan.limit()) && isOther(scan, option, false)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void fillers(Scan scan) {
        while (true) {
            int back = scan.at();
            scan.blanks();
            int start = scan.at();
            while (scan.peek() == '*' || scan.peek() == ',' || scan.peek() == '"') {
                scan.skip(1);
            }
            if (scan.at() > start) {
                continue;
            }
            if (!FILLERS.contains(scan.word().toLowerCase(Locale.ROOT))) {
                scan.moveTo(start > back ? start : back);
                return;
            }
        }
    }

    /** @param lone whether a capital on its own counts too */
    private static boolean isOther(Scan scan, ReadAnswer option, boolean lone) {
        boolean bracketed = Option.isBracketed(scan.text(), scan.at(), scan.limit());
        boolean article =
                !bracketed && (scan.peek() == 'I' || scan.peek() == 'A') && scan.peek(1) == ' ' && scan.isLetter(2);
        if (!bracketed && (!lone || article || !Character.isUpperCase(scan.peek()))) {
            return false;
        }
        Optional<ReadAnswer> other = Option.at(scan.text(), scan.at(), scan.limit(), false);
        return other.isPresent() && !other.get().value().equals(option.value());
    }
}
