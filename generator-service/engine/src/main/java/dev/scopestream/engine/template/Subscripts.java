package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Items and slices of values, as Jinja2's immutable sandbox gives them. */
final class Subscripts {
    private Subscripts() {}

    /** {@code object[key]}: an item, else for a string the attribute of that name. */
    static Value item(Value object, Value key) {
        if (object instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        Optional<Value> item = Optional.empty();
        if (object instanceof Dict dict) {
            item = key instanceof Dict || (key instanceof Seq seq && !seq.isTuple()) ? Optional.empty() : dict.get(key);
        } else if (Numbers.isInteger(key) && (object instanceof Str || (object instanceof Seq seq && seq.indexed()))) {
            int length = PythonBuiltins.length(object);
            long index = Numbers.index(key);
            long at = index < 0 ? index + length : index;
            if (at >= 0 && at < length) {
                item = Optional.of(element(object, (int) at));
            }
        }
        if (item.isEmpty() && key instanceof Str name) {
            item = Attributes.own(object, name.text());
        }
        return item.orElseGet(() -> new Value.Undefined("'" + Attributes.describe(object) + "' has no element "
                + (key instanceof Str || Numbers.isNumber(key)
                        ? PythonRepr.repr(key).text()
                        : "like that")));
    }

    private static Value element(Value object, int at) {
        if (object instanceof Str text) {
            int from = text.index(at);
            return text.substring(from, text.text().offsetByCodePoints(from, 1));
        }
        return ((Seq) object).items().get(at);
    }

    /** {@code object[start:stop:step]}; None stands for a bound that isn't given. */
    static Value slice(Value object, Value start, Value stop, Value step) {
        if (object instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        if (!(object instanceof Str) && !(object instanceof Seq seq && seq.indexed())) {
            throw TemplateException.runtime("'" + object.type() + "' object can't be sliced");
        }
        for (Value bound : List.of(start, stop, step)) {
            if (bound != Value.None.NONE && !Numbers.isInteger(bound)) {
                throw TemplateException.runtime("slice indices must be integers or None");
            }
        }
        int length = PythonBuiltins.length(object);
        int by = step == Value.None.NONE ? 1 : Numbers.index(step);
        if (by == 0) {
            throw TemplateException.runtime("slice step cannot be zero");
        }
        int from = bound(start, by > 0 ? 0 : length - 1, length, by);
        int to = bound(stop, by > 0 ? length : -1, length, by);
        if (object instanceof Str text && by == 1) {
            return from >= to ? text.substring(0, 0) : text.substring(text.index(from), text.index(to));
        }
        List<Value> items = object instanceof Seq seq ? seq.items() : PythonBuiltins.list(object);
        List<Value> result = new ArrayList<>();
        for (long i = from; by > 0 ? i < to : i > to; i += by) {
            result.add(items.get((int) i));
        }
        if (object instanceof Str text) {
            return StringParts.join(Str.EMPTY, result).asMarkup(text.markup());
        }
        Seq seq = (Seq) object;
        return Seq.of(seq.kind() == Seq.Kind.GROUP ? Seq.Kind.TUPLE : seq.kind(), result);
    }

    private static int bound(Value bound, int fallback, int length, int step) {
        if (bound == Value.None.NONE) {
            return fallback;
        }
        long index = Numbers.index(bound);
        long at = index < 0 ? index + length : index;
        long lowest = step > 0 ? 0 : -1;
        return (int) Math.max(lowest, Math.min(at, step > 0 ? length : length - 1L));
    }
}
