package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.ChartFiles;
import dev.scopestream.engine.decode.StepObserver;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.trace.AttentionReader;
import dev.scopestream.events.PromptEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Heat maps of attention, a layer and head each, at prefill and at decode. */
@Command(
        name = "attention",
        description =
                "Draws which keys each query attends to, with the full cache: a heat map (SVG and PNG) for each layer"
                        + " and key/value head, of the prompt's queries and of the output's. The output is what the request's"
                        + " own policies give.")
final class PlotAttentionCommand implements Callable<Integer> {
    /** Weights below are drawn as this one. */
    private static final double LEAST = 1e-5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlotOptions options;

    @Mixin
    private Layers layers;

    @Override
    public Integer call() throws IOException {
        options.check(spec);
        PromptEvent prompt = PlotRun.prompt(spec, options);
        Path directory = options.directory();
        try (TorchEngine engine = options.open(spec, StepObserver.none())) {
            List<Integer> drawn = layers.of(engine.model());
            PlotRun run = PlotRun.of(engine, prompt, options);
            int n = run.request().prompt().size();
            int all = run.text().size();
            int heads = engine.model().kvHeads();
            HeatGrid[][] prefill = grids(drawn.size(), heads, n, n);
            HeatGrid[][] decode = grids(drawn.size(), heads, all - n, all);
            AttentionReader.read(engine, run.text(), (query, layer, head, weights) -> {
                int at = drawn.indexOf(layer);
                for (int k = 0; at >= 0 && k < weights.length; k++) {
                    if (query < n) {
                        prefill[at][head].add(query, k, weights[k]);
                    } else {
                        decode[at][head].add(query - n, k, weights[k]);
                    }
                }
            });
            for (int i = 0; i < drawn.size(); i++) {
                for (int s = 0; s < heads; s++) {
                    save(directory, prefill[i][s], drawn.get(i), s, "prefill", 0);
                    save(directory, decode[i][s], drawn.get(i), s, "decode", n);
                }
            }
            spec.commandLine()
                    .getOut()
                    .println(2 * drawn.size() * heads + " heat maps of " + n + " tokens of prompt and " + (all - n)
                            + " of output in " + directory);
        }
        return 0;
    }

    private static HeatGrid[][] grids(int layers, int heads, int columns, int rows) {
        HeatGrid[][] grids = new HeatGrid[layers][heads];
        for (HeatGrid[] of : grids) {
            for (int s = 0; s < heads; s++) {
                of[s] = new HeatGrid(columns, rows);
            }
        }
        return grids;
    }

    private static void save(Path directory, HeatGrid grid, int layer, int head, String phase, int first)
            throws IOException {
        String title = "Attention at " + phase + ", layer " + layer + ", head " + head + " (log10 of the mean weight)";
        ChartFiles.save(
                directory,
                "attention-" + phase + "-layer" + layer + "-head" + head,
                grid.logarithms(LEAST)
                        .chart(title, "position of the query", "position of the key", first, 0, Math.log10(LEAST), 0));
    }
}
