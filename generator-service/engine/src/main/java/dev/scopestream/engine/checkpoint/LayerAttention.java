package dev.scopestream.engine.checkpoint;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a layer's attention differs in from that of other layers.
 *
 * @param slidingWindow a token attends to so many last tokens, itself included; empty: to all before it
 * @param rope its rotary positions
 */
public record LayerAttention(OptionalInt slidingWindow, Rope rope) {

    /** So many layers of one kind. */
    public static List<LayerAttention> uniform(int layers, OptionalInt slidingWindow, Rope rope) {
        return Collections.nCopies(layers, new LayerAttention(slidingWindow, rope));
    }
}
