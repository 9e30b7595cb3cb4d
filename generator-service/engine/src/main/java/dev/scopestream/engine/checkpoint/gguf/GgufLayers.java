package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.LayerAttention;
import dev.scopestream.engine.checkpoint.Rope;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Which layers have a sliding window, and which positions. */
final class GgufLayers {
    private static final String WINDOW = "attention.sliding_window";
    private static final String PATTERN = "attention.sliding_window_pattern";

    private final GgufKeys keys;
    private final GgufArchitecture.Windows windows;
    private final int layers;

    GgufLayers(GgufKeys keys, int layers) {
        this.keys = keys;
        this.windows = keys.architecture().windows();
        this.layers = layers;
    }

    List<LayerAttention> read(GgufRopeReader ropes, int headDim) {
        OptionalInt window = window();
        Rope full = ropes.full();
        Rope sliding = windows == GgufArchitecture.Windows.BY_PATTERN ? ropes.sliding() : full;
        return IntStream.range(0, layers)
                .mapToObj(layer -> {
                    boolean slides = window.isPresent() && slides(layer);
                    Rope rope = slides ? sliding : full;
                    return new LayerAttention(
                            slides ? window : OptionalInt.empty(),
                            keys.architecture().rotates(layer) ? rope : Rope.none(headDim));
                })
                .toList();
    }

    /** Empty where the key is absent or 0. */
    private OptionalInt window() {
        int window = keys.integer(WINDOW, 0, 1 << 27, 0);
        if (window > 0 && windows == GgufArchitecture.Windows.NONE) {
            throw keys.error(WINDOW, "= " + window + " isn't supported for this architecture");
        }
        if (keys.has(PATTERN) && windows != GgufArchitecture.Windows.BY_PATTERN) {
            throw keys.error(PATTERN, "isn't supported for this architecture");
        }
        return window == 0 ? OptionalInt.empty() : OptionalInt.of(window);
    }

    /** The pattern is a list with an element for each layer, or n: every n-th layer has no window; with 0 all have one. */
    private boolean slides(int layer) {
        if (keys.isList(PATTERN)) {
            List<Long> each = keys.integers(PATTERN);
            if (each.size() != layers) {
                throw keys.error(PATTERN, "lists " + each.size() + " layers, but there are " + layers);
            }
            return each.get(layer) != 0;
        }
        int pattern = keys.integer(PATTERN, 0, 1 << 10, keys.architecture().windowPattern());
        return windows == GgufArchitecture.Windows.EVERY_LAYER || pattern == 0 || (layer + 1) % pattern != 0;
    }
}
