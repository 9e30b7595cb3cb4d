package dev.scopestream.cli.common;

import dev.scopestream.client.TextFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which Kafka cluster a command talks to, and how. */
public final class ConnectionOptions {
    static final String BOOTSTRAP_VARIABLE = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String DEFAULT_BOOTSTRAP = "localhost:9092";
    /** A cluster that can't be reached is reported after this time, and not after Kafka's own minute. */
    private static final String API_TIMEOUT_MS = "15000";

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            description = "Kafka brokers to ask first (default: $" + BOOTSTRAP_VARIABLE + ", else " + DEFAULT_BOOTSTRAP
                    + ").")
    private String bootstrap;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Kafka client properties: TLS, SASL and whatever else the cluster asks for.")
    private Path config;

    /** The brokers' addresses: the option, else the file's, else the environment's, else the default. */
    public String bootstrapServers() {
        return clientProperties()
                .get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                .toString();
    }

    /**
     * Only what the command line says; empty when it doesn't name a cluster.
     *
     * @throws CliException when the file can't be read
     */
    public Map<String, Object> given() {
        Map<String, Object> given = new HashMap<>();
        if (config != null) {
            read(config).forEach((key, value) -> given.put(key.toString(), value));
        }
        if (bootstrap != null) {
            given.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        }
        return given;
    }

    /**
     * Properties for every Kafka client of the command.
     *
     * @throws CliException when the file can't be read
     */
    public Map<String, Object> clientProperties() {
        Map<String, Object> all = new HashMap<>();
        all.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                System.getenv().getOrDefault(BOOTSTRAP_VARIABLE, DEFAULT_BOOTSTRAP));
        all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        all.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        all.putAll(given());
        return all;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(TextFile.read(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(
                    "--config: can't read " + file + " as client properties: " + ErrorReport.describe(e), e);
        }
        return properties;
    }
}
