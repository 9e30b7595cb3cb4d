package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.ChartFiles;
import dev.scopestream.cli.common.NumberRange;
import dev.scopestream.engine.decode.StepObserver;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.trace.AttentionReader;
import dev.scopestream.events.PromptEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How far the heavy hitters of decoding move from those of the prefill. */
@Command(
        name = "heavy-hitters",
        description =
                "Draws how far the heavy hitters of decoding move from those of the prefill, with the full cache: the"
                        + " share of the prompt's heavy hitters that are still among as many with the most attention, in blocks"
                        + " of the output, a line for each layer (SVG and PNG).")
final class PlotHeavyHittersCommand implements Callable<Integer> {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 600;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlotOptions options;

    @Option(
            names = "--top",
            paramLabel = "PERCENT",
            defaultValue = "15",
            description = "How many of the prompt's keys are heavy hitters (default: ${DEFAULT-VALUE} %%).")
    private int top;

    @Option(
            names = "--block",
            paramLabel = "N",
            defaultValue = "16",
            description = "Queries whose attention is added up (default: ${DEFAULT-VALUE}).")
    private int block;

    @Mixin
    private Layers layers;

    @Override
    public Integer call() throws IOException {
        options.check(spec);
        NumberRange.check(spec, "--top", top, 1, 99);
        NumberRange.check(spec, "--block", block, 1, PlotOptions.MOST_TOKENS);
        PromptEvent prompt = PlotRun.prompt(spec, options);
        Path directory = options.directory();
        try (TorchEngine engine = options.open(spec, StepObserver.none())) {
            List<Integer> drawn = layers.of(engine.model());
            PlotRun run = PlotRun.of(engine, prompt, options);
            int n = run.request().prompt().size();
            HeavyHitters hitters = new HeavyHitters(
                    engine.model().layers(),
                    engine.model().kvHeads(),
                    n,
                    run.text().size(),
                    block,
                    top);
            AttentionReader.read(engine, run.text(), hitters);
            XYChart chart = new XYChartBuilder()
                    .width(WIDTH)
                    .height(HEIGHT)
                    .title("The prefill's heavy hitters (" + top + " % of the prompt) among those of decoding")
                    .xAxisTitle("tokens of output")
                    .yAxisTitle("%")
                    .build();
            chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
            chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
            double[] at = hitters.ends();
            for (int layer : drawn) {
                chart.addSeries("layer " + layer, at, hitters.shares(layer));
            }
            chart.addSeries("all layers", at, hitters.shares());
            ChartFiles.save(directory, "heavy-hitters", chart);
            double[] all = hitters.shares();
            spec.commandLine()
                    .getOut()
                    .printf(
                            "of the prefill's heavy hitters, mean of all layers and heads: %.0f %% in the first %d tokens"
                                    + " of output, %.0f %% in the last; %s%n",
                            all[0], (int) at[0], all[all.length - 1], directory.resolve("heavy-hitters.svg"));
        }
        return 0;
    }
}
