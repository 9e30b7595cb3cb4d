package dev.scopestream.scorer.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.similarity.LongestCommonSubsequence;

/**
 * ROUGE-L (Lin 2004, section 3.1), F1, over words as Google's rouge_score makes them without stemming: lower case, and
 * anything but a-z and 0-9 separates. At most {@value #MOST_WORDS} words of a text count.
 */
final class RougeL {
    static final int MOST_WORDS = 10_000;

    private RougeL() {}

    /**
     * A score as an exact fraction.
     *
     * @param common words of the longest common subsequence, counted in both texts
     * @param all words of both texts; at least 1
     */
    record F1(int common, int all) {
        double value() {
            return (double) common / all;
        }
    }

    /** From 0 to 1; 0 when either text has no word. */
    static F1 f1(String expected, String found) {
        Map<String, Character> letters = new HashMap<>();
        String a = letters(words(expected), letters);
        String b = letters(words(found), letters);
        return new F1(2 * new LongestCommonSubsequence().apply(a, b), Math.max(1, a.length() + b.length()));
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        String lower = text.toLowerCase(Locale.ROOT);
        int start = -1;
        for (int i = 0; i <= lower.length() && words.size() < MOST_WORDS; i++) {
            char c = i < lower.length() ? lower.charAt(i) : ' ';
            boolean within = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (within && start < 0) {
                start = i;
            } else if (!within && start >= 0) {
                words.add(lower.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    /** A character for each different word: twice {@value #MOST_WORDS} are fewer than there are characters. */
    private static String letters(List<String> words, Map<String, Character> letters) {
        StringBuilder text = new StringBuilder(words.size());
        for (String word : words) {
            char next = (char) letters.size();
            Character known = letters.putIfAbsent(word, next);
            text.append(known == null ? next : known.charValue());
        }
        return text.toString();
    }
}
