package dev.scopestream.engine.template;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A value of a template: Python's types as far as templates meet them. All are immutable but {@link Namespace}. */
sealed interface Value
        permits Value.None,
                Value.Bool,
                Value.Int,
                Value.Real,
                Value.Undefined,
                Value.Function,
                Value.Generator,
                Value.Namespace,
                Str,
                Seq,
                Dict,
                Loop {

    /** The name of its Python type, for messages. */
    String type();

    /** Size in elements, with all that it holds; a string counts one for each 64 characters. Bounds the work on it. */
    default long weight() {
        return 1;
    }

    /** Levels of collections in it. */
    default int depth() {
        return 0;
    }

    /** Python's {@code None}. */
    enum None implements Value {
        NONE;

        @Override
        public String type() {
            return "NoneType";
        }
    }

    record Bool(boolean value) implements Value {
        static final Bool TRUE = new Bool(true);
        static final Bool FALSE = new Bool(false);

        static Bool of(boolean value) {
            return value ? TRUE : FALSE;
        }

        @Override
        public String type() {
            return "bool";
        }
    }

    /** An integer of at most {@link #MOST_BITS} bits (Python prints no longer ones). */
    record Int(BigInteger value) implements Value {
        static final int MOST_BITS = 14_000;

        public Int {
            if (value.bitLength() > MOST_BITS) {
                throw TemplateException.limit("an integer of more than " + MOST_BITS + " bits");
            }
        }

        static Int of(long value) {
            return new Int(BigInteger.valueOf(value));
        }

        @Override
        public String type() {
            return "int";
        }
    }

    /** A float. */
    record Real(double value) implements Value {
        @Override
        public String type() {
            return "float";
        }
    }

    /** Jinja's Undefined: prints nothing, is false and empty, and ends the rendering when it's used otherwise. */
    record Undefined(String message) implements Value {
        static Undefined name(String name) {
            return new Undefined("'" + name + "' is undefined");
        }

        TemplateException fail() {
            return TemplateException.runtime(message);
        }

        @Override
        public String type() {
            return "Undefined";
        }
    }

    /** A macro, a method of a value, or a global function. */
    record Function(String name, Body body) implements Value {
        /** What it does. */
        @FunctionalInterface
        interface Body {
            Value call(CallArguments arguments);
        }

        @Override
        public String type() {
            return "function";
        }
    }

    /** What gives its elements once, when they're asked for. */
    record Generator(Iterator<Value> iterator) implements Value {
        @Override
        public String type() {
            return "generator";
        }
    }

    /** {@code namespace()}: attributes that a template may set, from inner scopes as well. Compared by identity. */
    final class Namespace implements Value {
        private final Map<String, Value> attributes;

        Namespace(Map<String, Value> attributes) {
            this.attributes = new LinkedHashMap<>(attributes);
        }

        Optional<Value> get(String name) {
            return Optional.ofNullable(attributes.get(name));
        }

        void set(String name, Value value) {
            attributes.put(name, value);
        }

        @Override
        public String type() {
            return "Namespace";
        }
    }
}
