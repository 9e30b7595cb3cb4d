package dev.scopestream.engine.template;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions that a template has without being given them: Jinja2's own and transformers'. */
final class Globals {
    private static final int LONGEST_RANGE = 100_000;

    private Globals() {}

    /** @param clock what {@code strftime_now} says, in its zone */
    static Map<String, Value> all(Clock clock) {
        Map<String, Value> globals = new HashMap<>();
        function(globals, "range", Globals::range);
        function(globals, "dict", DictMethods::create);
        function(globals, "namespace", Globals::namespace);
        function(globals, "raise_exception", Globals::raise);
        function(
                globals,
                "strftime_now",
                a -> Str.of(Strftime.format(
                        a.bind("strftime_now", 1, "format").text(0).text(), ZonedDateTime.now(clock))));
        for (String name : List.of("cycler", "joiner", "lipsum")) {
            function(globals, name, a -> {
                throw TemplateException.unsupported("the function '" + name + "'");
            });
        }
        return globals;
    }

    private static void function(Map<String, Value> globals, String name, Value.Function.Body body) {
        globals.put(name, new Value.Function(name, body));
    }

    private static Value range(CallArguments arguments) {
        CallArguments.Bound bound = arguments.positional("range", 1, "start", "stop", "step");
        boolean single = bound.get(1).isEmpty();
        long start = single ? 0 : Numbers.index(bound.value(0));
        long stop = Numbers.index(bound.value(single ? 0 : 1));
        long step = bound.integer(2, 1);
        if (step == 0) {
            throw TemplateException.runtime("range() arg 3 must not be zero");
        }
        long length = step > 0
                ? Math.max(0, (stop - start + step - 1) / step)
                : Math.max(0, (stop - start + step + 1) / step);
        if (length > LONGEST_RANGE) {
            throw TemplateException.runtime(
                    "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" + LONGEST_RANGE + ").");
        }
        List<Value> items = new ArrayList<>((int) length);
        for (long i = 0; i < length; i++) {
            items.add(Value.Int.of(start + i * step));
        }
        return Seq.of(Seq.Kind.RANGE, items);
    }

    private static Value namespace(CallArguments arguments) {
        Map<String, Value> attributes = new HashMap<>();
        for (Dict.Entry entry : DictMethods.create(arguments).entries()) {
            if (entry.key() instanceof Str name) {
                attributes.put(name.text(), entry.value());
            }
        }
        return new Value.Namespace(attributes);
    }

    private static Value raise(CallArguments arguments) {
        Value message = arguments.bind("raise_exception", 1, "message").value(0);
        throw TemplateException.raised(PythonRepr.str(message).text());
    }
}
