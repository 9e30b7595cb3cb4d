package dev.scopestream.cli.common;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.scopestream.telemetry.LogFormat;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where log events go: a command's output is for its user, so it holds none of them. */
public final class Logging {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0} %msg%n";

    /** While a dead member's transaction is open it says, hundreds of times, that it asks again for offsets. */
    private static final String REPETITIVE = "org.apache.kafka.clients.consumer.internals.CommitRequestManager";

    private Logging() {}

    /** Only errors, on standard error. */
    public static void quiet() {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        use(console, Level.ERROR, Level.ERROR);
    }

    /** A service in the foreground: our events and everybody's warnings, on standard error. */
    public static void service() {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        use(console, Level.WARN, Level.INFO);
        LogFormat.apply(System.getenv());
    }

    /** Our events and everybody's warnings go to {@code file} (appended), nothing to the terminal. */
    public static void toFile(Path file) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        use(appender, Level.WARN, Level.INFO);
        LogFormat.apply(System.getenv());
    }

    private static void use(OutputStreamAppender<ILoggingEvent> appender, Level others, Level ours) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return; // another logging library was put on the class path on purpose
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(others);
        context.getLogger("dev.scopestream").setLevel(ours);
        context.getLogger(REPETITIVE).setLevel(Level.ERROR);
    }
}
