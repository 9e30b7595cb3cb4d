package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.generator.config.ConfigurationError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't start says so in one line; no broker is there, and none is needed for that. */
class StartTest {
    @TempDir
    private Path directory;

    private Path model;

    @BeforeEach
    void copyModel() {
        model = BundledModel.materialise("longgen-tiny", directory);
    }

    private Map<String, Object> properties(Map<String, Object> more) {
        Map<String, Object> p = new HashMap<>();
        p.put("kafka.bootstrap.servers", "localhost:1");
        p.put("micronaut.server.port", -1);
        p.put("scope.model", model);
        p.put("scope.threads", 1);
        p.put("scope.drain-budget", "0s");
        p.putAll(more);
        return p;
    }

    private void assertRefused(Map<String, Object> properties, String... contains) {
        assertThatThrownBy(() -> {
                    try (GeneratorHandle started = GeneratorApplication.start(properties)) {
                        throw new AssertionError("started on port " + started.httpPort());
                    }
                })
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContainingAll(contains)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
    void shouldNameTheFileThatAModelLacks(String file) throws IOException {
        Files.delete(model.resolve(file));
        assertRefused(properties(Map.of()), model.toString(), file);
    }

    @Test
    void shouldSayThatTheWeightsAreTruncated() throws IOException {
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(properties(Map.of()), "model.safetensors");
    }

    @Test
    void shouldSayWhichTensorHasTheWrongShape() throws IOException {
        Path config = model.resolve("config.json");
        String text = Files.readString(config);
        assertThat(text).contains("\"intermediate_size\": 256");
        Files.writeString(config, text.replace("\"intermediate_size\": 256", "\"intermediate_size\": 128"));
        assertRefused(properties(Map.of()), "mlp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "scope.kv.prefill; magic; allkv",
                "scope.kv.decode; slm; allkv",
                "scope.dtype; fp7; bf16",
                "scope.kv-dtype; int4; auto, int8",
                "scope.device; cuda:999; scope.device 'cuda:999': there is no such device; there are: cpu",
                "scope.device; gpu; scope.device 'gpu': there is no such device; there are: cpu",
                "scope.max-batch; 0; scope.max-batch",
                "scope.max-batch; many; many",
                "scope.kv-bytes; lots; 2GB",
                "scope.drain-budget; soon; 10s",
                "scope.kv.sinks; few; whole number",
                "scope.spill.keep; maybe; true or false",
                "scope.batch; 3; scope.max-batch",
                "scope.flow.tenants; gold; scope.flow.tenants",
                "scope.model; /nowhere; /nowhere",
                "kafka.acks; 1; kafka.acks",
                "kafka.auto.offset.reset; latest; earliest"
            })
    void shouldRefuseAnOptionThatCannotBe(String option, String value, String contains) {
        assertRefused(properties(Map.of(option, value)), contains);
    }

    @Test
    void shouldSayThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            assertRefused(
                    properties(Map.of("micronaut.server.port", taken.getLocalPort())),
                    Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void shouldStartAndStopWithoutABroker() throws Exception {
        try (GeneratorHandle generator = GeneratorApplication.start(properties(Map.of()))) {
            assertThat(generator.failure()).isNotDone();
            assertThat(generator.stats().partitions()).isZero();
        }
    }
}
