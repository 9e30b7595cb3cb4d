package dev.scopestream.generator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.events.GeneratorGroups;
import dev.scopestream.generator.kafka.ClientSettings;
import dev.scopestream.generator.kafka.GroupNames;
import dev.scopestream.generator.kafka.ReservedSettings;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static PropertySource file(Map<String, Object> values) {
        return PropertySource.of("application.yml", values, 0);
    }

    private static PropertySource environment(Map<String, Object> values) {
        return new MapPropertySource("env", values) {
            @Override
            public PropertyConvention getConvention() {
                return PropertyConvention.ENVIRONMENT_VARIABLE;
            }

            @Override
            public int getOrder() {
                return 100;
            }
        };
    }

    private static KvDefaults kv(String prefill, String fidelity, String capacity, String window) {
        return new KvDefaults(
                prefill, "slide", fidelity, capacity, null, window, null, null, null, null, null, null, null, null,
                null, null);
    }

    @Test
    void shouldKnowItsOptions() {
        assertThat(KnownOptions.names())
                .contains("scope.model", "scope.max-batch", "scope.topics.dead-letters", "scope.kv.window")
                .contains("scope.spill.on-full", "scope.flow.chunk-tokens");
        KnownOptions.check(List.of(
                file(Map.of("scope.maxBatch", 3, "scope.max-batch", 3, "micronaut.server.port", 1)),
                environment(Map.of("SCOPE_KV_BYTES", "1", "PATH", "x", "SCOPE_TOPICS_DEAD_LETTERS", "y"))));
    }

    @Test
    void shouldRefuseAnUnknownOptionAndListThoseThereAre() {
        assertThatThrownBy(() -> KnownOptions.check(List.of(file(Map.of("scope.kv.widow", 3)))))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContainingAll("'scope.kv.widow'", "application.yml", "the nearest is 'scope.kv.window'");
        assertThatThrownBy(() -> KnownOptions.check(List.of(environment(Map.of("SCOPE_MODLE", "3")))))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContainingAll("'SCOPE_MODLE'", "the nearest is 'SCOPE_MODEL'", "scope.model");
    }

    @Test
    void shouldGiveEachClientWhatItKnowsAndProtectDelivery() {
        ClientSettings clients = new ClientSettings(
                Map.of(
                        "bootstrap.servers", "b:1",
                        "security.protocol", "SASL_SSL",
                        "enable.auto.commit", "true",
                        "acks", "0",
                        "transactional.id", "mine",
                        "my.own", "z"),
                new GroupNames(new GeneratorGroups("group"), Optional.empty()),
                "one",
                true,
                Duration.ofSeconds(15));
        assertThat(clients.consumer("tiny"))
                .containsEntry("client.id", "one;model=tiny")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("my.own", "z")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("group.protocol", "CONSUMER")
                .containsEntry("group.instance.id", "one")
                .doesNotContainKeys("acks", "transactional.id");
        assertThat(clients.transactional(0))
                .containsEntry("acks", "all")
                .containsEntry("transactional.id", "group-one")
                .containsEntry("transaction.timeout.ms", 15_000)
                .doesNotContainKey("enable.auto.commit");
        assertThat(clients.chunks()).containsEntry("acks", "all").doesNotContainKey("transactional.id");
        assertThat(clients.reader("tail")).doesNotContainKeys("group.id", "group.protocol");
        assertThat(clients.admin()).containsEntry("security.protocol", "SASL_SSL");
    }

    @ParameterizedTest
    @CsvSource({
        "auto.offset.reset, latest",
        "isolation.level, read_uncommitted",
        "enable.idempotence, false",
        "enable.auto.commit, true",
        "acks, 1",
        "group.protocol, classic",
        "transactional.id, mine"
    })
    void shouldRefuseASettingThatDeliveryDependsOn(String name, String value) {
        assertThatThrownBy(() -> ReservedSettings.check(Map.of("bootstrap.servers", "b:1", name, value)))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContainingAll("kafka." + name, "'" + value + "'");
    }

    @Test
    void shouldReadKvDefaults() {
        KvOptions options = kv("h2o", "reference", "40%", "128").options();
        assertThat(options.prefill().policy()).isEqualTo("h2o");
        assertThat(options.fidelity()).isEqualTo(KvOptions.Fidelity.REFERENCE);
        assertThat(options.prefill().capacity()).isEqualTo(Budget.ofPrompt(0.4));
        assertThat(options.decode().window()).isEqualTo(Budget.tokens(128));
        assertThat(options.decode().recent())
                .isEqualTo(KvOptions.defaults().decode().recent().asDefault());
    }

    @Test
    void shouldRefuseKvDefaultsThatContradictEachOther() {
        KvDefaults numbers = new KvDefaults(
                null, null, null, "64", 64, null, null, null, null, null, null, null, null, null, null, null);
        assertThatThrownBy(numbers::options)
                .isInstanceOf(ConfigurationError.class)
                .hasMessage("scope.kv.capacity must be above kv.observation (64), is 64");
        KvDefaults window = new KvDefaults(
                null, null, null, null, null, "64", "64", null, null, null, null, null, null, null, null, null);
        assertThatThrownBy(window::options)
                .isInstanceOf(ConfigurationError.class)
                .hasMessage("scope.kv.window must be above kv.recent (64), is 64");
    }

    @Test
    void shouldSayWhatKvDefaultsMayBe() {
        assertThatThrownBy(() -> kv("h2o", "best", null, null).options())
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContainingAll("scope.kv", "best", "reference");
        assertThatThrownBy(() -> kv("h2o", null, "lots", null).options())
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("lots");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gold", "gold=0", "gold=x", "gold=1=2", "a=1,,b=2"})
    void shouldRefuseWeightsThatAreNone(String tenants) {
        FlowOptions options = new FlowOptions(1, 1, 1, Duration.ZERO, 1, tenants);
        assertThatThrownBy(options::weights)
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("scope.flow.tenants");
    }

    @Test
    void shouldReadWeights() {
        assertThat(new FlowOptions(1, 1, 1, Duration.ZERO, 1, "gold=4, silver=2").weights())
                .isEqualTo(Map.of("gold", 4, "silver", 2));
        assertThat(new FlowOptions(1, 1, 1, Duration.ZERO, 1, null).weights()).isEmpty();
    }
}
