package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.SnapshotProblem;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request goes on from its snapshot only with the score function that it had. */
class ScoreSnapshotsTest {
    private static final GenerationRequest REQUEST = Runs.request("r", 100, 60, Runs.small("snapkv", "own"));

    private static TorchEngine open(String body) {
        return ScorePolicies.open(List.of(), List.of(new ScorePolicies.Decode("own", body, 1)));
    }

    @Test
    void shouldNotGoOnWithAnotherFunction() {
        ByteBuffer snapshot;
        IntArray whole;
        try (TorchEngine engine = open("w.scores")) {
            engine.submit(REQUEST, EvictionSink.none());
            int generated = 0;
            while (generated < 40) {
                generated += (int) engine.step().stream()
                        .filter(EngineEvent.Generated.class::isInstance)
                        .count();
            }
            snapshot = engine.snapshot("r").orElseThrow();
            whole = Runs.drain(engine).get("r").tokens();
        }
        try (TorchEngine engine = open("w.scores")) {
            assertThat(engine.resume(REQUEST, EvictionSink.none(), snapshot)).isEmpty();
            assertThat(Runs.drain(engine).get("r").tokens()).isEqualTo(whole);
        }
        try (TorchEngine engine = open("w.scores * 2")) {
            assertThat(engine.resume(REQUEST, EvictionSink.none(), snapshot)).contains(SnapshotProblem.OTHER_OPTIONS);
        }
    }
}
