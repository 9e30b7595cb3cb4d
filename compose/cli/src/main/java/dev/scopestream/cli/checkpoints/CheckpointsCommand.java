package dev.scopestream.cli.checkpoints;

import dev.scopestream.cli.common.RootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Running requests that are saved. */
@Command(
        name = "checkpoints",
        description = "Running requests that generators saved for each other: list, show, drop.",
        subcommands = {CheckpointsListCommand.class, CheckpointsShowCommand.class, CheckpointsDropCommand.class})
public final class CheckpointsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
