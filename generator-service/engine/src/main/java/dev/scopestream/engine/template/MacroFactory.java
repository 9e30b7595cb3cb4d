package dev.scopestream.engine.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes macros, and binds their arguments as Jinja2 does. */
final class MacroFactory {
    private final Renderer renderer;
    private final Evaluator evaluator;

    MacroFactory(Renderer renderer, Evaluator evaluator) {
        this.renderer = renderer;
        this.evaluator = evaluator;
    }

    /** @param scope where it's defined, whose variables its body sees */
    Value create(Node.Signature macro, Scope scope) {
        return new Value.Function(macro.name(), arguments -> call(macro, arguments, scope));
    }

    private Value call(Node.Signature macro, CallArguments arguments, Scope around) {
        Scope scope = around.inner();
        List<String> parameters = macro.parameters();
        List<Value> positional = arguments.positional();
        Map<String, Value> keywords = new HashMap<>(arguments.keywords());
        int firstDefault = parameters.size() - macro.defaults().size();
        for (int i = 0; i < parameters.size(); i++) {
            String name = parameters.get(i);
            Optional<Value> given =
                    i < positional.size() ? Optional.of(positional.get(i)) : Optional.ofNullable(keywords.remove(name));
            if (given.isPresent()) {
                scope.set(name, given.get());
            } else if (i >= firstDefault) {
                scope.set(name, evaluator.evaluate(macro.defaults().get(i - firstDefault), scope));
            } else {
                scope.set(name, new Value.Undefined("parameter '" + name + "' was not provided"));
            }
        }
        specials(macro, arguments, keywords, scope);
        return renderer.text(macro.body(), scope);
    }

    /** {@code caller}, {@code kwargs} and {@code varargs}, which a macro takes when its body names them. */
    private static void specials(
            Node.Signature macro, CallArguments arguments, Map<String, Value> keywords, Scope scope) {
        int parameters = macro.parameters().size();
        if (macro.specials().contains("caller") && !macro.parameters().contains("caller")) {
            Value caller = keywords.remove("caller");
            scope.set("caller", caller == null ? new Value.Undefined("No caller defined") : caller);
        }
        if (macro.specials().contains("kwargs")) {
            Dict.Builder dict = new Dict.Builder();
            arguments.keywords().forEach((name, value) -> {
                if (keywords.containsKey(name)) {
                    dict.put(Str.of(name), value);
                }
            });
            scope.set("kwargs", dict.build());
        } else if (!keywords.isEmpty()) {
            throw TemplateException.runtime("macro '" + macro.name() + "' takes no keyword argument '"
                    + keywords.keySet().iterator().next() + "'");
        }
        List<Value> rest = arguments.rest(parameters).positional();
        if (macro.specials().contains("varargs")) {
            scope.set("varargs", Seq.of(Seq.Kind.TUPLE, rest));
        } else if (!rest.isEmpty()) {
            throw TemplateException.runtime(
                    "macro '" + macro.name() + "' takes not more than " + parameters + " argument(s)");
        }
    }
}
