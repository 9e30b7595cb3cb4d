package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.RootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What came out. */
@Command(
        name = "results",
        description = "What came out: results, and dead letters.",
        subcommands = ResultsFollowCommand.class)
public final class ResultsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
