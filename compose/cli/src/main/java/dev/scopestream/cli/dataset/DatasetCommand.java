package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.RootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Benchmarks: built, shown, run, replayed. */
@Command(
        name = "dataset",
        description = "Sets of long documents: what there is, how they are built, run and replayed.",
        subcommands = {
            DatasetListCommand.class,
            DatasetShowCommand.class,
            DatasetBuildCommand.class,
            DatasetRunCommand.class,
            DatasetReplayCommand.class
        })
public final class DatasetCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
