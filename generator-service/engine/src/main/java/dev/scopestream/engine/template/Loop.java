package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The variable {@code loop} of a running {@code for}. Elements are asked for one by one, as Jinja2 does. */
final class Loop implements Value, Iterator<Value> {
    private final int depth0;
    private final Optional<UnaryOperator<Value>> recursion;
    private Iterator<Value> rest;
    private int length;
    private int index0 = -1;
    private Optional<Value> before = Optional.empty();
    private Optional<Value> current = Optional.empty();
    private Optional<Value> after = Optional.empty();
    private Optional<Value> lastChanged = Optional.empty();

    /**
     * @param length of the elements; negative: unknown
     * @param depth0 loops of the same recursion around it
     * @param recursion what {@code loop(items)} does, for a recursive loop
     */
    Loop(Iterator<Value> items, int length, int depth0, Optional<UnaryOperator<Value>> recursion) {
        this.rest = items;
        this.length = length;
        this.depth0 = depth0;
        this.recursion = recursion;
    }

    @Override
    public boolean hasNext() {
        return peek().isPresent();
    }

    private Optional<Value> peek() {
        if (after.isEmpty() && rest.hasNext()) {
            after = Optional.of(rest.next());
        }
        return after;
    }

    /** Moves on to the next element. */
    @Override
    public Value next() {
        Value value = peek().orElseThrow(NoSuchElementException::new);
        after = Optional.empty();
        index0++;
        before = current;
        current = Optional.of(value);
        return value;
    }

    int length() {
        if (length < 0) {
            List<Value> remaining = new ArrayList<>();
            rest.forEachRemaining(remaining::add);
            length = remaining.size() + index0 + 1 + (after.isPresent() ? 1 : 0);
            rest = remaining.iterator();
        }
        return length;
    }

    int depth0() {
        return depth0;
    }

    Value call(CallArguments arguments) {
        Value items = arguments.positional("loop", 1, "iterable").value(0);
        return recursion
                .orElseThrow(() -> TemplateException.runtime(
                        "The loop must have the 'recursive' marker to be called recursively."))
                .apply(items);
    }

    Optional<Value> attribute(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "index" -> Value.Int.of(index0 + 1);
                    case "index0" -> Value.Int.of(index0);
                    case "revindex" -> Value.Int.of(length() - index0);
                    case "revindex0" -> Value.Int.of(length() - index0 - 1);
                    case "first" -> Value.Bool.of(index0 == 0);
                    case "last" -> Value.Bool.of(!hasNext());
                    case "length" -> Value.Int.of(length());
                    case "depth" -> Value.Int.of(depth0 + 1);
                    case "depth0" -> Value.Int.of(depth0);
                    case "previtem" -> before.orElse(new Value.Undefined("there is no previous item"));
                    case "nextitem" -> peek().orElse(new Value.Undefined("there is no next item"));
                    case "cycle" -> new Value.Function("cycle", this::cycle);
                    case "changed" -> new Value.Function("changed", this::changed);
                    default -> null;
                });
    }

    private Value cycle(CallArguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw TemplateException.runtime("no items for cycling given");
        }
        return arguments.positional().get(index0 % arguments.positional().size());
    }

    private Value changed(CallArguments arguments) {
        Value value = Seq.of(Seq.Kind.TUPLE, arguments.positional());
        boolean changed = lastChanged.isEmpty() || !PythonComparison.equal(lastChanged.get(), value);
        lastChanged = Optional.of(value);
        return Value.Bool.of(changed);
    }

    @Override
    public String type() {
        return "LoopContext";
    }
}
