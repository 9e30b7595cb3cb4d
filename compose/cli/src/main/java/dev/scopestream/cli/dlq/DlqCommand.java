package dev.scopestream.cli.dlq;

import dev.scopestream.cli.common.RootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The prompts that couldn't be served. */
@Command(
        name = "dlq",
        description = "Prompts that could not be served: list, show, send again.",
        subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
public final class DlqCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
