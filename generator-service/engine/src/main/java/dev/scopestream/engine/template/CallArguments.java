package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a call passes: values by position and by name. */
record CallArguments(List<Value> positional, Map<String, Value> keywords) {
    static final CallArguments NONE = new CallArguments(List.of(), Map.of());

    /** The arguments by parameter. */
    record Bound(String function, List<String> names, List<Optional<Value>> values) {
        Optional<Value> get(int index) {
            return values.get(index);
        }

        Value value(int index, Value fallback) {
            return values.get(index).orElse(fallback);
        }

        Value value(int index) {
            return values.get(index).orElseThrow();
        }

        boolean flag(int index) {
            return PythonBuiltins.truth(value(index, Value.Bool.FALSE));
        }

        int integer(int index, int fallback) {
            return values.get(index).map(Numbers::index).orElse(fallback);
        }

        /** A parameter that must be a string. */
        Str text(int index) {
            if (value(index) instanceof Str text) {
                return text;
            }
            throw TemplateException.runtime(function + "() argument '" + names.get(index) + "' must be str, not "
                    + value(index).type());
        }

        /** A parameter that isn't given, or None. */
        boolean absent(int index) {
            return value(index, Value.None.NONE) == Value.None.NONE;
        }
    }

    /**
     * Adds the values after {@code **} to the arguments given by name.
     *
     * @throws TemplateException when they're no mapping, or a name is no string or given twice
     */
    static void spread(Value mapping, Map<String, Value> keywords) {
        if (!(mapping instanceof Dict others)) {
            throw TemplateException.runtime("argument after ** must be a mapping");
        }
        for (Dict.Entry entry : others.entries()) {
            if (!(entry.key() instanceof Str name) || keywords.put(name.text(), entry.value()) != null) {
                throw TemplateException.runtime("a key after ** is no string, or is given twice");
            }
        }
    }

    /**
     * Binds them to parameters.
     *
     * @param required how many of the first must be given
     * @throws TemplateException when one is missing, unknown or given twice
     */
    Bound bind(String function, int required, String... names) {
        if (positional.size() > names.length) {
            throw TemplateException.runtime(
                    function + "() takes at most " + names.length + " arguments (" + positional.size() + " given)");
        }
        List<Optional<Value>> values = new ArrayList<>();
        Map<String, Value> others = new LinkedHashMap<>(keywords);
        for (int i = 0; i < names.length; i++) {
            Optional<Value> named = Optional.ofNullable(others.remove(names[i]));
            if (i < positional.size() && named.isPresent()) {
                throw TemplateException.runtime(function + "() got multiple values for argument '" + names[i] + "'");
            }
            Optional<Value> value = i < positional.size() ? Optional.of(positional.get(i)) : named;
            if (i < required && value.isEmpty()) {
                throw TemplateException.runtime(function + "() missing argument '" + names[i] + "'");
            }
            values.add(value);
        }
        if (!others.isEmpty()) {
            throw TemplateException.runtime(function + "() got an unexpected keyword argument '"
                    + others.keySet().iterator().next() + "'");
        }
        return new Bound(function, Arrays.asList(names), values);
    }

    /** As {@link #bind} for a function that takes no names. */
    Bound positional(String function, int required, String... names) {
        if (!keywords.isEmpty()) {
            throw TemplateException.runtime(function + "() takes no keyword arguments");
        }
        return bind(function, required, names);
    }

    /** Without the first one by position. */
    CallArguments rest(int from) {
        return new CallArguments(positional.subList(Math.min(from, positional.size()), positional.size()), keywords);
    }
}
