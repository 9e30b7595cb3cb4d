package dev.scopestream.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** What Python's {@code bool}, {@code iter}, {@code len} and {@code list} do to values. */
final class PythonBuiltins {
    private PythonBuiltins() {}

    /**
     * A value of JSON: null, a Boolean, a Number, a String, a List or a Map with string keys, nested.
     *
     * @param input whether its strings are input (see {@link Str#input})
     * @throws TemplateException when it's nested too deeply or too large
     * @throws IllegalArgumentException for another class
     */
    static Value of(Object json, boolean input) {
        if (json == null) {
            return Value.None.NONE;
        }
        if (json instanceof String text) {
            return input ? Str.input(text) : Str.of(text);
        }
        if (json instanceof Boolean bool) {
            return Value.Bool.of(bool);
        }
        if (json instanceof Double || json instanceof Float || json instanceof BigDecimal) {
            return new Value.Real(((Number) json).doubleValue());
        }
        if (json instanceof BigInteger integer) {
            return new Value.Int(integer);
        }
        if (json instanceof Number number) {
            return Value.Int.of(number.longValue());
        }
        if (json instanceof List<?> list) {
            List<Value> items = new ArrayList<>(list.size());
            list.forEach(item -> items.add(of(item, input)));
            return Seq.list(items);
        }
        if (json instanceof Map<?, ?> map) {
            Dict.Builder dict = new Dict.Builder();
            map.forEach((key, value) -> dict.put(Str.of(String.valueOf(key)), of(value, input)));
            return dict.build();
        }
        throw new IllegalArgumentException("no JSON value: " + json.getClass());
    }

    static boolean truth(Value value) {
        if (value instanceof Value.Bool bool) {
            return bool.value();
        }
        if (value instanceof Str string) {
            return !string.text().isEmpty();
        }
        if (value instanceof Value.Int integer) {
            return integer.value().signum() != 0;
        }
        if (value instanceof Value.Real real) {
            return real.value() != 0;
        }
        if (value instanceof Seq seq) {
            return !seq.items().isEmpty();
        }
        if (value instanceof Dict dict) {
            return dict.size() > 0;
        }
        return !(value instanceof Value.None) && !(value instanceof Value.Undefined);
    }

    /** The elements; a string's are its code points, a dict's its keys. */
    static Iterator<Value> iterate(Value value) {
        if (value instanceof Seq seq) {
            return seq.items().iterator();
        }
        if (value instanceof Dict dict) {
            return dict.keys().iterator();
        }
        if (value instanceof Str string) {
            return new CodePoints(string);
        }
        if (value instanceof Value.Generator generator) {
            return generator.iterator();
        }
        if (value instanceof Value.Undefined) {
            return List.<Value>of().iterator();
        }
        throw TemplateException.runtime("'" + value.type() + "' object is not iterable");
    }

    static boolean isIterable(Value value) {
        return value instanceof Seq
                || value instanceof Dict
                || value instanceof Str
                || value instanceof Value.Generator
                || value instanceof Value.Undefined
                || value instanceof Loop;
    }

    static List<Value> list(Value value) {
        if (value instanceof Seq seq) {
            return seq.items();
        }
        List<Value> items = new ArrayList<>();
        Iterator<Value> iterator = iterate(value);
        while (iterator.hasNext()) {
            items.add(iterator.next());
            if (items.size() > Seq.MOST_WEIGHT) {
                throw TemplateException.limit("a collection of more than " + Seq.MOST_WEIGHT + " elements");
            }
        }
        return items;
    }

    static boolean hasLength(Value value) {
        return value instanceof Seq
                || value instanceof Dict
                || value instanceof Str
                || value instanceof Value.Undefined
                || value instanceof Loop;
    }

    static int length(Value value) {
        if (value instanceof Str string) {
            return string.length();
        }
        if (value instanceof Seq seq) {
            return seq.items().size();
        }
        if (value instanceof Dict dict) {
            return dict.size();
        }
        if (value instanceof Loop loop) {
            return loop.length();
        }
        if (value instanceof Value.Undefined) {
            return 0;
        }
        throw TemplateException.runtime("object of type '" + value.type() + "' has no len()");
    }

    /** A string's characters, each a string. */
    private static final class CodePoints implements Iterator<Value> {
        private final Str string;
        private int position;

        CodePoints(Str string) {
            this.string = string.asMarkup(false);
        }

        @Override
        public boolean hasNext() {
            return position < string.text().length();
        }

        @Override
        public Value next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int from = position;
            position += Character.charCount(string.text().codePointAt(from));
            return string.substring(from, position);
        }
    }
}
