package dev.scopestream.cli.common;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The root of the command line, as its subcommands know it: the options that all commands share. */
public interface RootCommand {

    /** The Kafka cluster. */
    ConnectionOptions connection();

    /** Whether an error is reported with its stack trace. */
    boolean verbose();

    /** The root of the command line that {@code spec} is a command of. */
    static RootCommand of(CommandSpec spec) {
        return (RootCommand) spec.root().userObject();
    }

    /** The error of a group of commands that was given none of them. */
    static ParameterException noSubcommand(CommandSpec spec) {
        CommandLine line = spec.commandLine();
        return new ParameterException(
                line,
                "which one? There are: " + spec.qualifiedName() + " "
                        + String.join("|", spec.subcommands().keySet()));
    }
}
