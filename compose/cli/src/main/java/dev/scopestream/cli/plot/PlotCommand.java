package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.RootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Pictures of what the cache of one request does. */
@Command(
        name = "plot",
        description = "Pictures of one request's attention and cache, from a run of its own.",
        subcommands = {PlotAttentionCommand.class, PlotHeavyHittersCommand.class, PlotKeptCommand.class})
public final class PlotCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
