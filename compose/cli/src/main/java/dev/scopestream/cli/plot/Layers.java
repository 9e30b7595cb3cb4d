package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.CliException;
import java.util.List;
import java.util.TreeSet;

/** Which layers are drawn. */
final class Layers {
    private Layers() {}

    /**
     * The layers that were asked for; none: the first, the middle and the last.
     *
     * @throws CliException for one that the model doesn't have
     */
    static List<Integer> of(List<Integer> asked, int layers) {
        if (asked == null || asked.isEmpty()) {
            return List.copyOf(new TreeSet<>(List.of(0, layers / 2, layers - 1)));
        }
        for (int layer : asked) {
            if (layer < 0 || layer >= layers) {
                throw new CliException("--layer must be from 0 to " + (layers - 1) + " for this model, is " + layer);
            }
        }
        return List.copyOf(new TreeSet<>(asked));
    }
}
