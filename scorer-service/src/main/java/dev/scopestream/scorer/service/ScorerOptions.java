package dev.scopestream.scorer.service;

import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code scorer.*}, or {@code SCORER_*} in the environment.
 *
 * @param applicationId the consumer group, and the prefix of the internal topics
 * @param stateDir Kafka Streams' files, which may be lost; empty: below the system's directory for temporary files
 * @param threads of Kafka Streams, 1 to 64
 * @param partitions tasks that may share the scoring, 1 to 1000; must not change while there is state
 * @param retention how long a request is remembered after the last news of it, at least a minute
 */
@Introspected
@ConfigurationProperties("scorer")
@Requires(property = ScorerApplication.ENABLED)
public record ScorerOptions(
        @Bindable(defaultValue = "scopestream-scorer") String applicationId,
        @Bindable(defaultValue = "") String stateDir,
        @Bindable(defaultValue = "1") int threads,
        @Bindable(defaultValue = "4") int partitions,
        @Bindable(defaultValue = "7d") Duration retention) {

    public ScorerOptions {
        if (!applicationId.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("scorer.application-id must be 1 to 100 of A-Z a-z 0-9 . _ -");
        }
        range("scorer.threads", threads, 64);
        range("scorer.partitions", partitions, 1000);
        if (retention.compareTo(Duration.ofMinutes(1)) < 0 || retention.compareTo(Duration.ofDays(3650)) > 0) {
            throw new IllegalArgumentException("scorer.retention must be from 1m to 3650d, is " + retention);
        }
    }

    Path stateDirectory() {
        return stateDir.isBlank()
                ? Path.of(System.getProperty("java.io.tmpdir"), "scopestream-scorer")
                : Path.of(stateDir);
    }

    private static void range(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be from 1 to " + most + ", is " + value);
        }
    }
}
