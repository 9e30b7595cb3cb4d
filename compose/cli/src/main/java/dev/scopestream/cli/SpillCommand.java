package dev.scopestream.cli;

import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.spill.inspect.SpillInspection;
import dev.scopestream.spill.rocks.SpillInspector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Evicted KV on disk. */
@Command(name = "spill", description = "Evicted KV on disk.", subcommands = SpillCommand.Inspect.class)
final class SpillCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }

    /** What a directory holds, verified. */
    @Command(
            name = "inspect",
            description =
                    "Shows what a spill directory holds, by request, and verifies all of it; also while a generator"
                            + " uses it. Exit code 3 when something can't be used.")
    static final class Inspect implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "DIR", description = "The generator's scope.spill.directory.")
        private Path directory;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() throws IOException {
            SpillInspection inspection = SpillInspector.inspect(directory);
            if (json.given()) {
                JsonOption.print(
                        spec, Map.of("sound", inspection.report().sound(), "lines", List.copyOf(inspection.lines())));
            } else {
                inspection.lines().forEach(spec.commandLine().getOut()::println);
            }
            return inspection.report().sound() ? ExitCodes.DONE : ExitCodes.FOUND;
        }
    }
}
