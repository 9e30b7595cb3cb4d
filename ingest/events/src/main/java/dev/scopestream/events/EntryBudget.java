package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of cache entries: absolute, or as a share of the prompt. In JSON {@code 512} or {@code "40%"}. */
public sealed interface EntryBudget {
    /** What it says, as JSON has it: an Integer or a String. */
    @JsonValue
    Object wire();

    /** An absolute number, from 1. */
    record Entries(int count) implements EntryBudget {
        public Entries {
            if (count < 1 || count > Limits.ENTRIES) {
                throw new IllegalArgumentException("a budget must be from 1 to " + Limits.ENTRIES + ", is " + count);
            }
        }

        @Override
        public Object wire() {
            return count;
        }

        @Override
        public String toString() {
            return Integer.toString(count);
        }
    }

    /** A share of the prompt's tokens in percent, above 0 and at most 100. */
    record PromptShare(BigDecimal percent) implements EntryBudget {
        public PromptShare {
            if (percent.signum() <= 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
                throw new IllegalArgumentException("a share must be above 0% and at most 100%, is " + percent + "%");
            }
            percent = percent.stripTrailingZeros();
        }

        /** From 0 (excluded) to 1. */
        public double share() {
            return percent.movePointLeft(2).doubleValue();
        }

        @Override
        public Object wire() {
            return toString();
        }

        @Override
        public String toString() {
            return percent.toPlainString() + "%";
        }
    }

    static EntryBudget entries(int count) {
        return new Entries(count);
    }

    static EntryBudget percent(double percent) {
        return new PromptShare(BigDecimal.valueOf(percent));
    }

    /**
     * {@code 512} or {@code 40%}, as a command line has it.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static EntryBudget parse(String text) {
        Matcher share = Syntax.SHARE.matcher(text);
        if (share.matches()) {
            return new PromptShare(new BigDecimal(share.group(1)));
        }
        if (Syntax.COUNT.matcher(text).matches()) {
            return new Entries(Integer.parseInt(text));
        }
        throw new IllegalArgumentException(
                Values.quote(text) + " is neither a number of entries like 512 nor a share of the prompt like 40%");
    }

    /** From JSON, strictly: a whole number, or a string that ends with the percent sign. */
    static EntryBudget read(JsonNode node, String path) {
        if (node.isNumber()) {
            return new Entries((int) Values.integer(node, path, 1, Limits.ENTRIES));
        }
        if (node.isTextual()
                && Syntax.SHARE.matcher(node.textValue()).matches()
                && !node.textValue().matches("0+(\\.0+)?%")) {
            return parse(node.textValue());
        }
        throw new InvalidEventException(
                path,
                "must be a number of entries like 512 or a share of the prompt like \"40%\", is " + Values.kind(node));
    }

    /** How budgets are written. */
    final class Syntax {
        /** Up to 100%, at most six decimals. */
        static final Pattern SHARE = Pattern.compile("(100(?:\\.0{1,6})?|[0-9]{1,2}(?:\\.[0-9]{1,6})?)%");

        static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

        private Syntax() {}
    }
}
