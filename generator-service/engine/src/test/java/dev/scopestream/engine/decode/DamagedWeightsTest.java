package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.KvOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that are no numbers give no tokens. */
class DamagedWeightsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void shouldFailARequestWhoseLogitsArentFinite(float weight) throws IOException {
        Files.copy(Runs.TINY.resolve("config.json"), directory.resolve("config.json"));
        byte[] weights = Files.readAllBytes(Runs.TINY.resolve("model.safetensors"));
        // the last element of the last tensor (fp32)
        ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).putFloat(weights.length - Float.BYTES, weight);
        Files.write(directory.resolve("model.safetensors"), weights);
        try (TorchEngine engine = TorchEngine.open(directory, EngineOptions.defaults(), StepObserver.none(), false)) {
            engine.submit(Runs.request("a", 20, 5, KvOptions.defaults()), EvictionSink.none());
            List<EngineEvent> events = new ArrayList<>();
            while (!engine.idle()) {
                events.addAll(engine.step());
            }
            assertThat(events).singleElement().isInstanceOfSatisfying(EngineEvent.Failed.class, failed -> {
                assertThat(failed.requestId()).isEqualTo("a");
                assertThat(failed.field()).isEqualTo("model");
                assertThat(failed.reason()).contains("aren't finite numbers after 0 tokens");
            });
        }
    }
}
