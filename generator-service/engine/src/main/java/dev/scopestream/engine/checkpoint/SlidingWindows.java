package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The ways in which families say which layers have a sliding window. */
final class SlidingWindows {
    private static final String WINDOW = "sliding_window";
    private static final String SLIDING = "sliding_attention";
    private static final String FULL = "full_attention";

    private final JsonFields json;
    private final int layers;

    SlidingWindows(JsonFields json, int layers) {
        this.json = json;
        this.layers = layers;
    }

    /** No layer has one. */
    List<OptionalInt> none() {
        return Collections.nCopies(layers, OptionalInt.empty());
    }

    /** All layers have one, unless it is null. */
    List<OptionalInt> everywhere(int otherwise) {
        return Collections.nCopies(layers, window(otherwise));
    }

    /** By {@code layer_types} where it is there, else in the layers that {@code slides} says. */
    List<OptionalInt> byLayer(OptionalInt window, IntPredicate slides) {
        boolean typed = json.has("layer_types");
        List<OptionalInt> all = IntStream.range(0, layers)
                .mapToObj(l -> (typed ? slidingType(l) : slides.test(l)) ? window : OptionalInt.empty())
                .toList();
        if (typed && window.isEmpty() && IntStream.range(0, layers).anyMatch(this::slidingType)) {
            throw json.error("layer_types", "has " + SLIDING + ", but there is no sliding window (use_sliding_window)");
        }
        return all;
    }

    /** The window's length; otherwise where it is absent (not null), empty where it is null. */
    OptionalInt window(int otherwise) {
        if (!json.node().has(WINDOW)) {
            return otherwise == 0 ? OptionalInt.empty() : OptionalInt.of(otherwise);
        }
        return json.has(WINDOW) ? OptionalInt.of(json.integer(WINDOW, 1, 1 << 27)) : OptionalInt.empty();
    }

    /** The window of families that have it only where {@code use_sliding_window} is true. */
    OptionalInt windowIfUsed(int otherwise) {
        return json.flag("use_sliding_window", false) ? window(otherwise) : OptionalInt.empty();
    }

    /** The file. */
    JsonFields json() {
        return json;
    }

    /** An integer of the file. */
    int integer(String field, int otherwise) {
        return json.integer(field, 0, 1 << 10, otherwise);
    }

    private boolean slidingType(int layer) {
        JsonNode types = json.node().get("layer_types");
        if (!types.isArray() || types.size() != layers) {
            throw json.error("layer_types", "must list " + layers + " types, but is " + JsonFields.brief(types));
        }
        String type = types.get(layer).asText();
        if (!type.equals(SLIDING) && !type.equals(FULL)) {
            throw json.error("layer_types", "has '" + type + "'; supported are: " + FULL + ", " + SLIDING);
        }
        return type.equals(SLIDING);
    }
}
