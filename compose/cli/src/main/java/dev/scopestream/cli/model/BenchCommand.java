package dev.scopestream.cli.model;

import dev.scopestream.cli.common.RootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Benchmarks. */
@Command(
        name = "bench",
        description = "Measures speed and quality.",
        subcommands = {
            BenchEngineCommand.class,
            BenchLoadCommand.class,
            BenchMovesCommand.class,
            BenchPeersCommand.class,
            BenchPipelineCommand.class,
            BenchQualityCommand.class,
            BenchReuseCommand.class,
            BenchSpillCommand.class
        })
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
