package dev.scopestream.engine.template;

import java.util.List;

/** A sequence with a length. */
record Seq(Kind kind, List<Value> items, long weight, int depth) implements Value {
    /** Most elements of a collection, with all that its elements hold. */
    static final long MOST_WEIGHT = 2_000_000;

    private static final int MOST_DEPTH = 100;

    /** Which of Python's types it is. */
    enum Kind {
        LIST("list"),
        TUPLE("tuple"),
        /** A pair (grouper, list) of the filter groupby. */
        GROUP("tuple"),
        RANGE("range"),
        ITEMS("dict_items"),
        KEYS("dict_keys"),
        VALUES("dict_values");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    static Seq of(Kind kind, List<Value> items) {
        return new Seq(kind, items, weigh(items), 1 + deepest(items));
    }

    static Seq list(List<Value> items) {
        return of(Kind.LIST, items);
    }

    static Seq tuple(Value... items) {
        return of(Kind.TUPLE, List.of(items));
    }

    static long weigh(Iterable<? extends Value> values) {
        long weight = 1;
        for (Value value : values) {
            weight += value.weight();
            if (weight > MOST_WEIGHT) {
                throw TemplateException.limit("a collection of more than " + MOST_WEIGHT + " elements");
            }
        }
        return weight;
    }

    static int deepest(Iterable<? extends Value> values) {
        int deepest = 0;
        for (Value value : values) {
            deepest = Math.max(deepest, value.depth());
        }
        if (deepest >= MOST_DEPTH) {
            throw TemplateException.limit("collections nested more than " + MOST_DEPTH + " deep");
        }
        return deepest;
    }

    @Override
    public String type() {
        return kind.type;
    }

    /** Whether it can be indexed. */
    boolean indexed() {
        return kind == Kind.LIST || kind == Kind.TUPLE || kind == Kind.GROUP || kind == Kind.RANGE;
    }

    boolean isTuple() {
        return kind == Kind.TUPLE || kind == Kind.GROUP;
    }
}
