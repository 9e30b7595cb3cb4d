package dev.scopestream.engine.template;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * What a template is given. Strings that somebody else wrote are input: the rendered text says where they are. Values are
 * JSON's: null, Boolean, Number, String, List or Map, nested.
 */
public final class Variables {
    private final Map<String, Value> values = new HashMap<>();

    /** A value of the model's own, such as a special token. */
    public Variables own(String name, Object json) {
        values.put(name, PythonBuiltins.of(json, false));
        return this;
    }

    /** @throws TemplateException when it's nested too deeply or too large */
    public Variables input(String name, Object json) {
        values.put(name, PythonBuiltins.of(json, true));
        return this;
    }

    /**
     * The conversation, as {@code messages}: strings are input, but for the roles.
     *
     * @param messages each a map with a role
     */
    public Variables messages(Iterable<? extends Map<String, ?>> messages) {
        var items = new java.util.ArrayList<Value>();
        for (Map<String, ?> message : messages) {
            Dict.Builder dict = new Dict.Builder();
            message.forEach((key, value) -> dict.put(Str.of(key), PythonBuiltins.of(value, !key.equals("role"))));
            items.add(dict.build());
        }
        values.put("messages", Seq.list(items));
        return this;
    }

    Scope scope(Clock clock) {
        Map<String, Value> all = Globals.all(clock);
        all.putAll(values);
        return Scope.root(all);
    }
}
