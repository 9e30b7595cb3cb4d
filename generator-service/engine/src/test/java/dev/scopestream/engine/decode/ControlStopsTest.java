package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.Stopping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stop strings that are control tokens, of a model that doesn't reason. */
class ControlStopsTest {
    @TempDir
    Path directory;

    @Test
    void shouldEndAtAControlTokenThatIsAStopString() throws IOException {
        ChangedTinyModel model = new ChangedTinyModel(directory);
        model.rename("; ", "<|sep|>", true);
        try (TorchEngine engine = TorchEngine.open(model.directory(), EngineOptions.defaults())) {
            Map<String, Completion> done = Runs.run(
                    engine,
                    List.of(
                            request(engine, "token", Stopping.NONE.withStrings(List.of("zz", "<|sep|>"))),
                            request(engine, "text", Stopping.NONE.withStrings(List.of("8#1"))),
                            request(engine, "limit", Stopping.NONE.withMaxReasoningTokens(OptionalInt.of(0)))),
                    EvictionSink.none());
            assertThat(done.get("token").text()).isEqualTo("Answer_1: 3+5=8");
            assertThat(done.get("token").reason()).isEqualTo(FinishReason.STOP);
            assertThat(done.get("text").text()).isEqualTo("Answer_1: 3+5=");
            assertThat(done.get("limit").text()).isEqualTo(ChangedTinyModel.ANSWER.replace("; ", ""));
            assertThat(done.get("limit").reasoning()).isEqualTo(Completion.Reasoning.NONE);
            GenerationRequest mixed = request(engine, "a", Stopping.NONE.withStrings(List.of("8<|sep|>")));
            assertThatThrownBy(() -> engine.submit(mixed, EvictionSink.none()))
                    .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                            .isEqualTo("stop"))
                    .hasMessageContaining("control token '<|sep|>'");
        }
    }

    private static GenerationRequest request(TorchEngine engine, String id, Stopping stopping) {
        return new GenerationRequest(
                id, engine.encode(ChangedTinyModel.PROMPT), 200, Sampling.greedy(), stopping, KvOptions.defaults());
    }
}
