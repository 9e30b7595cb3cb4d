package dev.scopestream.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaPropertiesTest {
    private static PropertySource environment(Map<String, Object> variables) {
        return new MapPropertySource("env", variables) {
            @Override
            public PropertyConvention getConvention() {
                return PropertyConvention.ENVIRONMENT_VARIABLE;
            }

            @Override
            public int getOrder() {
                return -200;
            }
        };
    }

    @Test
    void shouldTakeNamesAsTheyAreAndVariablesThatAClientKnows() {
        assertThat(KafkaProperties.of(List.of(
                        PropertySource.of("file", Map.of("kafka.my.interceptor.setting", "z", "kafka.linger.ms", 3)),
                        environment(Map.of(
                                "KAFKA_SECURITY_PROTOCOL", "SSL",
                                "KAFKA_OPTS", "-X",
                                "KAFKA_PORT", "tcp://10.0.0.1:9092",
                                "SASL_MECHANISM", "PLAIN")))))
                .isEqualTo(Map.of("my.interceptor.setting", "z", "linger.ms", 3, "security.protocol", "SSL"));
    }

    @Test
    void shouldLetTheSourceOfTheHigherOrderWinWhereverItStands() {
        PropertySource file = PropertySource.of("file", Map.of("kafka.bootstrap.servers", "file"), -300);
        PropertySource variables = environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", "variable"));
        PropertySource given = PropertySource.of("given", Map.of("kafka.bootstrap.servers", "given"), 0);
        assertThat(KafkaProperties.of(List.of(variables, file))).containsEntry("bootstrap.servers", "variable");
        assertThat(KafkaProperties.of(List.of(given, variables, file))).containsEntry("bootstrap.servers", "given");
    }
}
