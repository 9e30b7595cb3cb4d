package dev.scopestream.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A dict in the order of insertion. */
final class Dict implements Value {
    private final Map<Object, Entry> entries;
    private final long weight;
    private final int depth;

    /** A key and its value. */
    record Entry(Value key, Value value) {}

    private Dict(Map<Object, Entry> entries) {
        this.entries = entries;
        List<Value> values = new ArrayList<>(2 * entries.size());
        entries.values().forEach(e -> {
            values.add(e.key);
            values.add(e.value);
        });
        this.weight = Seq.weigh(values);
        this.depth = 1 + Seq.deepest(values);
    }

    /** Collects entries; of equal keys the first one and the last value count, as in Python. */
    static final class Builder {
        private final Map<Object, Entry> entries = new LinkedHashMap<>();

        Builder put(Value key, Value value) {
            Entry before = entries.get(hashable(key));
            entries.put(hashable(key), new Entry(before == null ? key : before.key, value));
            return this;
        }

        Dict build() {
            return new Dict(entries);
        }
    }

    Optional<Value> get(Value key) {
        return Optional.ofNullable(entries.get(hashable(key))).map(Entry::value);
    }

    boolean contains(Value key) {
        return entries.containsKey(hashable(key));
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    int size() {
        return entries.size();
    }

    List<Value> keys() {
        return entries.values().stream().map(Entry::key).toList();
    }

    List<Value> values() {
        return entries.values().stream().map(Entry::value).toList();
    }

    /** The entries as tuples. */
    List<Value> items() {
        return entries.values().stream()
                .<Value>map(e -> Seq.tuple(e.key, e.value))
                .toList();
    }

    /**
     * What stands for a value in a Java map, so that values that are equal in Python are equal there.
     *
     * @throws TemplateException for a value that Python can't hash
     */
    static Object hashable(Value value) {
        if (value instanceof Str string) {
            return string.text();
        }
        if (value instanceof Bool bool) {
            return bool.value() ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value instanceof Int integer) {
            return integer.value();
        }
        if (value instanceof Real real) {
            double number = real.value();
            boolean integral = number == Math.rint(number) && !Double.isInfinite(number);
            return integral ? new BigDecimal(number).toBigInteger() : (Object) number;
        }
        if (value instanceof Undefined) {
            return Undefined.class;
        }
        if (value instanceof Seq seq && seq.isTuple()) {
            return seq.items().stream().map(Dict::hashable).toList();
        }
        if (value instanceof Seq || value instanceof Dict) {
            throw TemplateException.runtime("unhashable type: '" + value.type() + "'");
        }
        return value;
    }

    @Override
    public String type() {
        return "dict";
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    public int depth() {
        return depth;
    }
}
