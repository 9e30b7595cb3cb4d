package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a filter's parameter {@code attribute} names: {@code "a.b.0"}.
 *
 * @param fallback for an attribute that isn't there
 */
record AttributePath(List<Value> parts, Optional<Value> fallback) {

    /** @param attribute a string, an integer, or None for the element itself */
    static AttributePath of(Value attribute) {
        if (attribute == Value.None.NONE) {
            return new AttributePath(List.of(), Optional.empty());
        }
        if (!(attribute instanceof Str text)) {
            return new AttributePath(List.of(attribute), Optional.empty());
        }
        List<Value> parts = new ArrayList<>();
        for (String part : text.text().split("\\.", -1)) {
            boolean number = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9') && part.length() < 10;
            parts.add(number ? Value.Int.of(Integer.parseInt(part)) : Str.of(part));
        }
        return new AttributePath(parts, Optional.empty());
    }

    /** One path for each of several names with commas between them. */
    static List<AttributePath> several(Value attribute) {
        if (!(attribute instanceof Str text)) {
            return List.of(of(attribute));
        }
        return Arrays.stream(text.text().split(",", -1))
                .map(part -> of(Str.of(part)))
                .toList();
    }

    AttributePath orElse(Value value) {
        return value == Value.None.NONE ? this : new AttributePath(parts, Optional.of(value));
    }

    Value get(Value item) {
        Value value = item;
        for (Value part : parts) {
            value = Subscripts.item(value, part);
            if (value instanceof Value.Undefined && fallback.isPresent()) {
                value = fallback.get();
            }
        }
        return value;
    }
}
