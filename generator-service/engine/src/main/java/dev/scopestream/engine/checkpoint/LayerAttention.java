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

    /**
     * Tokens of prompt and output: what yarn and dynamic scaling stretch the original context to, if that is more than the
     * file says.
     *
     * @param given what the file says
     */
    public static int contextLength(List<LayerAttention> layers, int given) {
        return layers.stream()
                .mapToInt(layer -> contextLength(layer.rope().scaling(), given))
                .reduce((a, b) -> a == given ? b : a)
                .orElse(given);
    }

    private static int contextLength(RopeScaling scaling, int given) {
        double stretched = given;
        if (scaling instanceof RopeScaling.Yarn yarn) {
            stretched = yarn.originalContext() * yarn.factor();
        } else if (scaling instanceof RopeScaling.Dynamic dynamic) {
            stretched = dynamic.originalContext() * dynamic.factor();
        }
        return (int) Math.min(1 << 27, Math.max(given, Math.floor(stretched)));
    }
}
