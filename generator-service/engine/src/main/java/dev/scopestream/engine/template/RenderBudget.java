package dev.scopestream.engine.template;

/** What one rendering may spend. Not for several threads. */
final class RenderBudget {
    private static final int MOST_STEPS = 2_000_000;
    private static final int MOST_DEPTH = 400;

    private long steps;
    private int depth;

    /** Counts one step, and one more for each 16 elements (1,024 characters) of a value that it works on. */
    void spend(Value value) {
        steps += 1 + value.weight() / 16;
        if (steps > MOST_STEPS) {
            throw TemplateException.limit("more than " + MOST_STEPS + " steps");
        }
    }

    /** Begins a nested evaluation; every one ends with {@link #ascend} unless the rendering ends. */
    void descend() {
        if (++depth > MOST_DEPTH) {
            throw TemplateException.limit("evaluation nested more than " + MOST_DEPTH + " deep");
        }
    }

    void ascend() {
        depth--;
    }
}
