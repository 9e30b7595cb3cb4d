package dev.scopestream.generator.kafka;

import dev.scopestream.events.GeneratorGroups;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.telemetry.KafkaProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the settings of the Kafka clients from the configuration. */
@Factory
final class KafkaFactory {
    @Singleton
    GroupNames groups(ScopeOptions options) {
        return new GroupNames(new GeneratorGroups(options.groupId()), Optional.ofNullable(options.onlyModel()));
    }

    @Singleton
    ClientSettings settings(Environment environment, ScopeOptions options, GroupNames groups) {
        Map<String, Object> given = KafkaProperties.of(environment.getPropertySources());
        ReservedSettings.check(given);
        return new ClientSettings(
                given,
                groups,
                options.instanceId() == null ? generatedName() : options.instanceId(),
                options.staticMembership(),
                options.transactionTimeout());
    }

    private static String generatedName() {
        String random = UUID.randomUUID().toString().substring(0, 8);
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + random;
        } catch (UnknownHostException e) {
            return "generator-" + random;
        }
    }
}
