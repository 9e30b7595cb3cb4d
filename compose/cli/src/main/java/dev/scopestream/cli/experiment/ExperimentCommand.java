package dev.scopestream.cli.experiment;

import dev.scopestream.cli.common.RootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Whole experiments, from nothing to tables and plots. */
@Command(
        name = "experiment",
        description = "Whole experiments: from nothing to tables and plots.",
        subcommands = {ExperimentPoliciesCommand.class})
public final class ExperimentCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
