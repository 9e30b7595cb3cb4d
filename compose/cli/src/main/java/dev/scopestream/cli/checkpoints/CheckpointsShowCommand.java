package dev.scopestream.cli.checkpoints;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One checkpoint, verified. */
@Command(
        name = "show",
        description =
                "Reads all of a saved request, verifies it, and says whose it is. Exit code 1 when it can't be used.")
final class CheckpointsShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Parameters(paramLabel = "PATH", description = "As 'checkpoints list' prints it.")
    private String file;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Lookup<CheckpointHeader> header;
        try (SavedRequests saved = store.open(spec)) {
            header = saved.verify(file);
        }
        Map<String, Object> fields = CheckpointFields.of(file, header);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(CheckpointFields.json(fields));
        } else {
            fields.forEach((name, value) ->
                    out.printf("%-16s %s%n", name, value.toString().replaceAll("\\p{C}", "?")));
        }
        return header.found().isPresent() ? 0 : 1;
    }
}
