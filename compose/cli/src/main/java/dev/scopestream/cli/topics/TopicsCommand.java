package dev.scopestream.cli.topics;

import dev.scopestream.cli.common.RootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The topics of a cluster against topics.yaml. */
@Command(
        name = "topics",
        description = "Makes a cluster's topics what topics.yaml says; nothing is ever deleted.",
        subcommands = {TopicsApplyCommand.class, TopicsDiffCommand.class, TopicsHangingCommand.class})
public final class TopicsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
