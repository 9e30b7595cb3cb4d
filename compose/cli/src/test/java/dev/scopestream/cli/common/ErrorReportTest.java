package dev.scopestream.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ErrorReportTest {
    @Test
    void shouldSayWhatACliExceptionSays() {
        assertThat(ErrorReport.describe(new CliException("there is no topic 'x'")))
                .isEqualTo("there is no topic 'x'");
    }

    @Test
    void shouldLookThroughWrappersOfOtherThreads() {
        assertThat(ErrorReport.describe(new ExecutionException(new TimeoutException("call timed out"))))
                .isEqualTo("the Kafka cluster doesn't answer: call timed out");
    }

    @Test
    void shouldPointAtTheClientPropertiesWhenTheClusterRefuses() {
        assertThat(ErrorReport.describe(new TopicAuthorizationException("not authorized: scope.prompts")))
                .contains("refuses", "scope.prompts", "--config");
    }

    @Test
    void shouldNameAMissingFile() {
        assertThat(ErrorReport.describe(new NoSuchFileException("a/b.yaml"))).isEqualTo("there is no file a/b.yaml");
    }

    @Test
    void shouldStayOnOneLine() {
        assertThat(ErrorReport.describe(new CliException("first\n  second\r\nthird")))
                .isEqualTo("first; second; third");
    }

    @Test
    void shouldNameTheClassOfWhateverElseHappens() {
        assertThat(ErrorReport.describe(new IllegalStateException())).contains("IllegalStateException", "--verbose");
    }
}
