package dev.scopestream.cli;

import dev.scopestream.cli.batch.BatchCommand;
import dev.scopestream.cli.checkpoints.CheckpointsCommand;
import dev.scopestream.cli.common.ConnectionOptions;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.dataset.DatasetCommand;
import dev.scopestream.cli.dlq.DlqCommand;
import dev.scopestream.cli.doctor.DoctorCommand;
import dev.scopestream.cli.experiment.ExperimentCommand;
import dev.scopestream.cli.hub.ModelCommand;
import dev.scopestream.cli.model.BenchCommand;
import dev.scopestream.cli.model.TraceCommand;
import dev.scopestream.cli.plot.PlotCommand;
import dev.scopestream.cli.prompt.CancelCommand;
import dev.scopestream.cli.prompt.PromptCommand;
import dev.scopestream.cli.prompt.ResultsCommand;
import dev.scopestream.cli.scale.ScaleCheckCommand;
import dev.scopestream.cli.service.DoorCommand;
import dev.scopestream.cli.service.GeneratorCommand;
import dev.scopestream.cli.service.ScorerCommand;
import dev.scopestream.cli.topics.TopicsCommand;
import dev.scopestream.cli.up.UpCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line: what all commands share. */
@Command(
        name = "scopestream",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        description = "Long LLM generations on Kafka with a compressed KV cache.",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 done and something found that needs a look,"
                    + " 130 Ctrl-C."
        },
        subcommands = {
            UpCommand.class,
            DoctorCommand.class,
            PromptCommand.class,
            CancelCommand.class,
            BatchCommand.class,
            DatasetCommand.class,
            ExperimentCommand.class,
            PlotCommand.class,
            ResultsCommand.class,
            DlqCommand.class,
            TopicsCommand.class,
            ScaleCheckCommand.class,
            ScoreCommand.class,
            SpillCommand.class,
            ModelCommand.class,
            CheckpointsCommand.class,
            GeneratorCommand.class,
            ScorerCommand.class,
            DoorCommand.class,
            BrokerCommand.class,
            TraceCommand.class,
            BenchCommand.class,
            CompletionCommand.class
        })
public final class ScopeStreamCommand implements Runnable, RootCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "On an error, show the stack trace too.")
    private boolean verbose;

    @Override
    public ConnectionOptions connection() {
        return connection;
    }

    @Override
    public boolean verbose() {
        return verbose;
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? There are: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
