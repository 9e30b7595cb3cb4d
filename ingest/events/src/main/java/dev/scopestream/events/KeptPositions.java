package dev.scopestream.events;

import java.util.List;

/**
 * Which positions the layers of a KV cache keep, in ranges of {@code width} positions.
 *
 * @param positions of prompt and output so far
 * @param width positions of a range; the last range may have fewer
 * @param layers a string a layer, with a character a range: 0 to 9, how many tenths of its entries (positions times heads)
 *     are kept; 0 only when none is, 9 only when all are
 */
public record KeptPositions(int positions, int width, List<String> layers) {
    /** Most ranges. */
    public static final int RANGES = 128;

    private static final int LAYERS = 1024;

    public KeptPositions {
        layers = List.copyOf(layers);
    }

    static KeptPositions read(Fields f) {
        return new KeptPositions(
                f.integer("positions", 0, Integer.MAX_VALUE),
                f.integer("width", 1, Integer.MAX_VALUE),
                f.list("layers", 0, LAYERS, (node, path) -> {
                    String shares = Values.text(node, path, 0, RANGES);
                    if (!shares.chars().allMatch(c -> c >= '0' && c <= '9')) {
                        throw new InvalidEventException(path, "must have digits only, is " + Values.quote(shares));
                    }
                    return shares;
                }));
    }
}
