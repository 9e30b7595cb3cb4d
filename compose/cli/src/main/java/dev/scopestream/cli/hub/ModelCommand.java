package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.training.TrainTinyCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Models by name. */
@Command(
        name = "model",
        description =
                "Models by name: fetch one from a hub, list what is here, check, remove, show a model's card, train a tiny one.",
        subcommands = {
            ModelPullCommand.class,
            ModelListCommand.class,
            ModelCheckCommand.class,
            ModelRemoveCommand.class,
            ModelCardCommand.class,
            TrainTinyCommand.class
        })
public final class ModelCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw RootCommand.noSubcommand(spec);
    }
}
