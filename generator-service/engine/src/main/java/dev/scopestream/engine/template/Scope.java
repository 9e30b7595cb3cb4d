package dev.scopestream.engine.template;

import java.util.HashMap;
import java.util.Map;

/** Variables of a template, a loop's body, a macro or another block; what isn't in it is looked up around it. */
final class Scope {
    private final Scope parent;
    private final Map<String, Value> variables;

    private Scope(Scope parent, Map<String, Value> variables) {
        this.parent = parent;
        this.variables = variables;
    }

    static Scope root(Map<String, Value> variables) {
        return new Scope(null, new HashMap<>(variables));
    }

    Scope inner() {
        return new Scope(this, new HashMap<>());
    }

    /** Assigns within this scope: a variable around it of the same name keeps its value. */
    void set(String name, Value value) {
        variables.put(name, value);
    }

    Value get(String name) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            Value value = scope.variables.get(name);
            if (value != null) {
                return value;
            }
        }
        if (name.equals("self")) {
            throw TemplateException.unsupported("the variable 'self'");
        }
        return Value.Undefined.name(name);
    }
}
