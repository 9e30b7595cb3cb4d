package dev.scopestream.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogFormatTest {
    @Test
    void shouldWriteAnObjectALine() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern("%msg%n");
        text.start();
        appender.setContext(context);
        appender.setEncoder(text);
        appender.setOutputStream(out);
        appender.start();
        root.addAppender(appender);
        try {
            LogFormat.apply(Map.of());
            root.info("one {}", 1);
            LogFormat.apply(Map.of("SCOPE_LOG_FORMAT", "json"));
            root.info("two \"{}\"\nlines", 2);
        } finally {
            root.detachAppender(appender);
        }

        assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
                .satisfiesExactly(line -> assertThat(line).isEqualTo("one 1"), line -> assertThat(line)
                        .startsWith("{\"timestamp\":")
                        .contains("\"level\":\"INFO\"", "two \\\"2\\\"\\nlines")
                        .endsWith("}"));
    }

    @Test
    void shouldRefuseAnotherFormat() {
        assertThatThrownBy(() -> LogFormat.apply(Map.of("SCOPE_LOG_FORMAT", "xml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SCOPE_LOG_FORMAT is 'xml', must be text or json");
    }
}
