package dev.scopestream.telemetry;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** How services write their log, by {@value #VARIABLE}: {@code text}, or {@code json} for an object a line. */
public final class LogFormat {
    /** The environment variable that says it. */
    public static final String VARIABLE = "SCOPE_LOG_FORMAT";

    private LogFormat() {}

    /**
     * Gives the root logger's appenders their format; they write text as they are.
     *
     * @throws IllegalArgumentException for one that there isn't
     */
    public static void apply(Map<String, String> variables) {
        String format = variables.getOrDefault(VARIABLE, "text").strip();
        if (format.equals("json")) {
            if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
                context.getLogger(Logger.ROOT_LOGGER_NAME)
                        .iteratorForAppenders()
                        .forEachRemaining(appender -> {
                            if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
                                stream.setEncoder(encoder(context));
                            }
                        });
            }
        } else if (!format.equals("text")) {
            throw new IllegalArgumentException(VARIABLE + " is '" + format + "', must be text or json");
        }
    }

    /** Time in milliseconds since 1970, level, thread, logger, message, and an exception as an object. */
    private static JsonEncoder encoder(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        encoder.setWithArguments(false);
        encoder.start();
        return encoder;
    }
}
