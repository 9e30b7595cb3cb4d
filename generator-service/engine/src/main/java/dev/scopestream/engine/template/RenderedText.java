package dev.scopestream.engine.template;

import java.util.Arrays;

/** A prompt's text, with the parts of it that are input. */
public final class RenderedText {
    private final String text;
    private final int[] input;

    RenderedText(String text, int[] input) {
        this.text = text;
        this.input = input;
    }

    public String text() {
        return text;
    }

    /** Whether the template wrote all of a range (UTF-16 units). */
    public boolean isOwn(int from, int to) {
        int index = Arrays.binarySearch(input, from);
        // even: from is the start of an input part; odd: it's the end of one
        int next = index >= 0 ? index : -index - 1;
        if (index >= 0) {
            return next % 2 == 1 && (next + 1 >= input.length || input[next + 1] >= to);
        }
        return next % 2 == 0 && (next >= input.length || input[next] >= to);
    }

    @Override
    public String toString() {
        return text;
    }
}
