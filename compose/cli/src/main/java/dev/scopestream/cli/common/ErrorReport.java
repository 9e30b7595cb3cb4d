package dev.scopestream.cli.common;

import dev.scopestream.client.TopicException;
import dev.scopestream.client.batch.BatchException;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.generator.config.ConfigurationError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into one line on standard error; {@code --verbose} adds the stack trace. */
public final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final RootCommand root;

    public ErrorReport(RootCommand root) {
        this.root = root;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("scopestream: " + oneLine(e.getMessage()));
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("try: " + line.getCommandSpec().qualifiedName() + " --help");
        }
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
        line.getErr().println("scopestream: " + describe(e) + cluster(e));
        if (root.verbose()) {
            e.printStackTrace(line.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Which cluster it was, where that is the question. */
    private String cluster(Exception e) {
        boolean asked = unwrap(e) instanceof TimeoutException;
        return asked ? " (asked " + root.connection().bootstrapServers() + "; --bootstrap names another)" : "";
    }

    /** What happened, in one line. */
    public static String describe(Throwable thrown) {
        Throwable e = unwrap(thrown);
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : oneLine(e.getMessage());
        if (e instanceof CliException
                || e instanceof ConfigurationError
                || e instanceof CheckpointException
                || e instanceof TopicException
                || e instanceof BatchException
                || e instanceof IllegalArgumentException) {
            return message;
        }
        if (e instanceof AuthenticationException || e instanceof AuthorizationException) {
            return "the Kafka cluster refuses: " + message + " (credentials and TLS go into --config FILE)";
        }
        if (e instanceof TimeoutException) {
            return "the Kafka cluster doesn't answer: " + message;
        }
        if (e instanceof NoSuchFileException) {
            return "there is no file " + message;
        }
        if (e instanceof AccessDeniedException) {
            return "may not read or write " + message;
        }
        if (e instanceof FileAlreadyExistsException) {
            return message + " exists already";
        }
        if (e instanceof IOException) {
            return message;
        }
        return e.getClass().getSimpleName() + ": " + message + " (--verbose shows where)";
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable e = thrown;
        while ((e instanceof ExecutionException || e instanceof CompletionException) && e.getCause() != null) {
            e = e.getCause();
        }
        return e;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
