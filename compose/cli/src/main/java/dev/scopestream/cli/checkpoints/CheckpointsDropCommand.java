package dev.scopestream.cli.checkpoints;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes checkpoints. */
@Command(name = "drop", description = "Deletes saved requests; their prompts are then generated from their beginning.")
final class CheckpointsDropCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Parameters(paramLabel = "PATH", arity = "0..*", description = "As 'checkpoints list' prints them.")
    private List<String> files = List.of();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (all == !files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name what to drop, or say --all");
        }
        List<String> dropped = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        try (SavedRequests saved = store.open(spec)) {
            List<String> paths =
                    all ? saved.list().stream().map(SavedRequests.Found::path).toList() : files;
            for (String path : paths) {
                (saved.drop(path) ? dropped : missing).add(path);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(CheckpointFields.json(Map.of("dropped", dropped, "missing", missing)));
        } else {
            dropped.forEach(path -> out.println("dropped " + path));
            missing.forEach(path -> out.println("missing " + path));
        }
        return missing.isEmpty() ? 0 : 1;
    }
}
