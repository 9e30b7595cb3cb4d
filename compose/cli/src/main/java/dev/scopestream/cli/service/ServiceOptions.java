package dev.scopestream.cli.service;

import dev.scopestream.cli.common.ConnectionOptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What services in the foreground have in common: any of their options by name, and their HTTP port. */
final class ServiceOptions {
    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "Any option of the service by its name in the README.md of generator-service, scorer-service or ingest/door; may be given several times.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Of health and metrics; 0: a free one (default: the service's own).")
    private Integer port;

    /** By the services' names; what isn't given is left to environment and defaults. */
    Map<String, Object> properties(ConnectionOptions cluster) {
        Map<String, Object> properties = new HashMap<>();
        cluster.given().forEach((name, value) -> properties.put("kafka." + name, value));
        if (port != null) {
            properties.put("micronaut.server.port", port == 0 ? -1 : port);
        }
        properties.putAll(settings);
        return properties;
    }
}
