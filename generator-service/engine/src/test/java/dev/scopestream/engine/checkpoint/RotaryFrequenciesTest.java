package dev.scopestream.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RotaryFrequenciesTest {
    /** torch's fp32 power is right to one unit in the last place, Java's is rounded correctly. */
    @Test
    void shouldBeTorchsWithinOneUlp() throws IOException {
        JsonNode recorded = new JsonMapper()
                .readTree(Path.of("src/test/resources/rope/torch.json").toFile());
        assertThat(recorded.get("cases")).hasSize(8);
        for (JsonNode expected : recorded.get("cases")) {
            JsonNode s = expected.get("llama3");
            RopeScaling scaling = s.isNull()
                    ? new RopeScaling.None()
                    : new RopeScaling.Llama3(
                            s.get(0).asDouble(),
                            s.get(1).asDouble(),
                            s.get(2).asDouble(),
                            s.get(3).asInt());
            float[] actual = RotaryFrequencies.of(
                    expected.get("headDim").asInt(), expected.get("theta").asDouble(), scaling);
            assertThat(actual).hasSize(expected.get("bits").size());
            for (int i = 0; i < actual.length; i++) {
                assertThat(Math.abs(Float.floatToRawIntBits(actual[i])
                                - expected.get("bits").get(i).asInt()))
                        .as("%s, frequency %d", expected.get("name"), i)
                        .isLessThanOrEqualTo(1);
            }
        }
    }
}
