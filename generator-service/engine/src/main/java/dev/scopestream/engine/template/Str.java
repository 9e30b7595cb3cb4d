package dev.scopestream.engine.template;

import java.util.Arrays;

/** A string, with the parts of it that come from a message's content or another input. Indices are UTF-16 units. */
final class Str implements Value {
    private static final int[] NO_INPUT = {};
    static final Str EMPTY = of("");

    private final String text;
    private final int[] input;
    private final boolean markup;

    private Str(String text, int[] input, boolean markup) {
        this.text = text;
        this.input = input;
        this.markup = markup;
    }

    String text() {
        return text;
    }

    /** Whether it's Python's {@code Markup} (what {@code escape} and {@code safe} give): text put to it by {@code +} is escaped. */
    boolean markup() {
        return markup;
    }

    /** With start and end of each part that is input, in order and apart from each other. */
    RenderedText rendered() {
        return new RenderedText(text, input);
    }

    static Str of(String text) {
        return new Str(text, NO_INPUT, false);
    }

    /** A string that is input as a whole. */
    static Str input(String text) {
        return new Str(text, text.isEmpty() ? NO_INPUT : new int[] {0, text.length()}, false);
    }

    /** Another text instead of this one: all of it counts as input if any of this is. */
    Str with(String other) {
        return new Str(other, input.length == 0 || other.isEmpty() ? NO_INPUT : new int[] {0, other.length()}, markup);
    }

    Str asMarkup(boolean value) {
        return value == markup ? this : new Str(text, input, value);
    }

    /** Code points. */
    int length() {
        return text.codePointCount(0, text.length());
    }

    /** The index in UTF-16 units of a code point. */
    int index(int codePoint) {
        return text.offsetByCodePoints(0, codePoint);
    }

    Str substring(int from, int to) {
        if (from == 0 && to == text.length()) {
            return this;
        }
        String part = text.substring(from, to);
        return new Str(part, cut(from, to, 0), markup);
    }

    /** The input parts within a range, moved so that {@code from} becomes {@code base}. */
    private int[] cut(int from, int to, int base) {
        if (input.length == 0) {
            return NO_INPUT;
        }
        int[] parts = new int[input.length];
        int count = 0;
        for (int i = 0; i < input.length; i += 2) {
            int start = Math.max(from, input[i]);
            int end = Math.min(to, input[i + 1]);
            if (start < end) {
                parts[count++] = start - from + base;
                parts[count++] = end - from + base;
            }
        }
        return Arrays.copyOf(parts, count);
    }

    @Override
    public String type() {
        return markup ? "Markup" : "str";
    }

    @Override
    public long weight() {
        return 1 + text.length() / 64L;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Str string && string.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    /** Makes a string of others, and knows which parts are input. */
    static final class Builder {
        /** Longest string in UTF-16 units. */
        static final int LONGEST = 16 << 20;

        private final StringBuilder text = new StringBuilder();
        private int[] input = NO_INPUT;
        private int inputs;

        Builder append(String more) {
            reserve(more.length());
            text.append(more);
            return this;
        }

        Builder append(Str more) {
            return append(more, 0, more.text.length());
        }

        Builder append(Str more, int from, int to) {
            reserve(to - from);
            for (int position : more.cut(from, to, text.length())) {
                if (inputs > 0 && inputs % 2 == 0 && input[inputs - 1] == position) {
                    inputs--;
                } else {
                    add(position);
                }
            }
            text.append(more.text, from, to);
            return this;
        }

        private void add(int position) {
            if (inputs == input.length) {
                input = Arrays.copyOf(input, Math.max(8, 2 * inputs));
            }
            input[inputs++] = position;
        }

        private void reserve(int more) {
            if (more > LONGEST - text.length()) {
                throw TemplateException.limit("a string of more than " + LONGEST + " characters");
            }
        }

        int length() {
            return text.length();
        }

        Str build() {
            return new Str(text.toString(), Arrays.copyOf(input, inputs), false);
        }
    }
}
