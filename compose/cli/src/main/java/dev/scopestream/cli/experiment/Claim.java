package dev.scopestream.cli.experiment;

import java.util.List;

/**
 * Something that SCOPE's paper (arXiv 2412.13649) or this project says, with what this experiment says of it.
 *
 * @param text in a sentence: the second of each comparison is at least as good as the first
 */
record Claim(String text, List<Comparison> comparisons) {
    /** Of the comparisons, beyond noise. */
    enum Verdict {
        HOLDS("holds"),
        MIXED("holds in some comparisons only"),
        FAILS("does not hold"),
        OPEN("open: no difference beyond noise");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    Verdict verdict() {
        boolean better = comparisons.stream().anyMatch(Comparison::better);
        boolean worse = comparisons.stream().anyMatch(Comparison::worse);
        if (better && worse) {
            return Verdict.MIXED;
        }
        if (worse) {
            return Verdict.FAILS;
        }
        return better ? Verdict.HOLDS : Verdict.OPEN;
    }
}
