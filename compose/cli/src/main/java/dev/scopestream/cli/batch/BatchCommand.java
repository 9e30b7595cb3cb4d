package dev.scopestream.cli.batch;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Files of requests. */
@Command(
        name = "batch",
        description = "Runs a file of requests in OpenAI's batch form.",
        subcommands = {BatchRunCommand.class})
public final class BatchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? There is: run");
    }
}
