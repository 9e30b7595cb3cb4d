package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.ModelInfo;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Which layers are drawn. */
final class Layers {
    @Option(
            names = "--layer",
            split = ",",
            paramLabel = "N",
            description = "Only these layers, from 0 (default: the first, the middle and the last).")
    private List<Integer> asked = List.of();

    /**
     * The layers that were asked for; none: the first, the middle and the last.
     *
     * @throws CliException for one that the model doesn't have
     */
    List<Integer> of(ModelInfo model) {
        int layers = model.layers();
        if (asked.isEmpty()) {
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
