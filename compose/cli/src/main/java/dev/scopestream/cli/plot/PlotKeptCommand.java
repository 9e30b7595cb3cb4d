package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.ChartFiles;
import dev.scopestream.engine.decode.ObservedStep;
import dev.scopestream.engine.decode.StepObserver;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.events.PromptEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which positions are held over time. */
@Command(
        name = "kept",
        description =
                "Draws which positions the request's policies keep, step by step: a heat map (SVG and PNG) of the share"
                        + " of layers and key/value heads that hold a position.")
final class PlotKeptCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PlotOptions options;

    /** Of each step, the first after the prefill, in how many layers and heads each position is held. */
    private static final class Observer implements StepObserver {
        private final List<int[]> held = new ArrayList<>();
        private int cells;

        @Override
        public void prefilled(ObservedStep step) {
            stepped(step);
        }

        @Override
        public void stepped(ObservedStep step) {
            int[] counts = new int[step.position()];
            cells = 0;
            for (int[][] layer : step.positions()) {
                for (int[] head : layer) {
                    cells++;
                    for (int position : head) {
                        counts[position]++;
                    }
                }
            }
            held.add(counts);
        }

        @Override
        public int candidates() {
            return 1;
        }
    }

    @Override
    public Integer call() throws IOException {
        options.check(spec);
        PromptEvent prompt = PlotRun.prompt(spec, options);
        Path directory = options.directory();
        Observer observer = new Observer();
        try (TorchEngine engine = options.open(spec, observer)) {
            PlotRun run = PlotRun.of(engine, prompt, options);
            int last = observer.held.get(observer.held.size() - 1).length;
            HeatGrid grid = new HeatGrid(observer.held.size(), last);
            for (int t = 0; t < observer.held.size(); t++) {
                int[] counts = observer.held.get(t);
                for (int position = 0; position < counts.length; position++) {
                    grid.add(t, position, 100.0 * counts[position] / observer.cells);
                }
            }
            String kv = run.request().kv().prefill().policy() + "+"
                    + run.request().kv().decode().policy();
            ChartFiles.save(
                    directory,
                    "kept",
                    grid.chart(
                            "Positions kept by " + kv + ", % of layers and heads", "step", "position", 0, 0, 0, 100));
            spec.commandLine()
                    .getOut()
                    .println(observer.held.size() + " steps of " + kv + ", prompt "
                            + run.request().prompt().size() + " tokens, in " + directory.resolve("kept.svg"));
        }
        return 0;
    }
}
