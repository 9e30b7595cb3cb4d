package dev.scopestream.cli;

import dev.scopestream.cli.common.ErrorReport;
import dev.scopestream.cli.common.Examples;
import dev.scopestream.cli.common.Logging;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The command line {@code scopestream}: its exit codes are {@link dev.scopestream.cli.common.ExitCodes}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logging.quiet();
        CommandLine line = commandLine();
        int code;
        try {
            String problem = ArgumentCheck.problem(args);
            if (problem == null) {
                code = line.execute(args);
            } else {
                line.getErr().println("scopestream: " + problem);
                code = CommandLine.ExitCode.USAGE;
            }
        } catch (Error e) {
            // a native library that doesn't load, memory that ran out: picocli does not handle an Error
            line.getErr().println("scopestream: " + ErrorReport.describe(e));
            code = CommandLine.ExitCode.SOFTWARE;
        }
        // threads of libraries (the tokenizer's, Kafka's) must not keep a finished command alive
        System.exit(code);
    }

    /** The whole command line, with its error handling, ready to execute. */
    public static CommandLine commandLine() {
        ScopeStreamCommand root = new ScopeStreamCommand();
        CommandLine line = new CommandLine(root);
        ErrorReport errors = new ErrorReport(root);
        Examples.read().addTo(line);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setOut(utf8(System.out))
                .setErr(utf8(System.err));
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
