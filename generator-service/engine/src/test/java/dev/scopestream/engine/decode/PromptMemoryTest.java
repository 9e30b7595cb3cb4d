package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts that take more memory than there is. */
class PromptMemoryTest {
    private static final KvOptions REFERENCE =
            Runs.small("h2o", "slide").toBuilder().fidelity(Fidelity.REFERENCE).build();

    @TempDir
    private Path directory;

    private static EngineOptions options(long kvBytes) {
        return EngineOptions.builder()
                .threads(1)
                .kvBytes(kvBytes)
                .checkMemory(false)
                .build();
    }

    @Test
    void shouldRefuseAPromptWhoseWeightsAreAllHeldAtOnce() {
        try (TorchEngine engine = Runs.engine(options(100 << 20))) {
            EvictionSink none = EvictionSink.none();
            assertThatThrownBy(() -> engine.submit(Runs.request("r", 4000, 20, REFERENCE), none))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("reads all 4000 tokens at once")
                    .hasMessageContaining("there are 104857600 in all");
            engine.submit(Runs.request("short", 300, 20, REFERENCE), none);
            engine.submit(Runs.request("tiles", 4000, 20, Runs.small("h2o", "slide")), none);
        }
    }

    @Test
    void shouldFailTheRequestWhosePromptCantBeReadAndGoOnWithTheOthers() throws IOException {
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(Runs.TINY.resolve(file), directory.resolve(file));
        }
        Path config = directory.resolve("config.json");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(config.toFile());
        mapper.writeValue(config.toFile(), json.put("max_position_embeddings", 1 << 20));
        try (TorchEngine engine =
                TorchEngine.open(directory, options(Long.MAX_VALUE / 4), StepObserver.none(), false)) {
            EvictionSink none = EvictionSink.none();
            GenerationRequest small = Runs.request("small", 40, 20, KvOptions.defaults());
            engine.submit(small, none);
            engine.step();
            // its causal mask would have 2^40 elements
            engine.submit(Runs.request("large", (1 << 20) - 100, 20, REFERENCE), none);
            List<EngineEvent> events = new ArrayList<>();
            while (!engine.idle()) {
                events.addAll(engine.step());
            }
            assertThat(events)
                    .filteredOn(e -> e instanceof EngineEvent.Failed)
                    .singleElement()
                    .satisfies(e -> assertThat(e.toString())
                            .contains("large", "a prompt of 1048476 tokens can't be read", "memory"));
            assertThat(events)
                    .filteredOn(e -> e instanceof EngineEvent.Finished)
                    .singleElement()
                    .extracting(EngineEvent::requestId)
                    .isEqualTo("small");
        }
    }
}
