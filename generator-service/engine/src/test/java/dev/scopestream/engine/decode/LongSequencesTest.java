package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences that grow beyond an original context of 80 tokens, where rotary frequencies are others. */
class LongSequencesTest {
    private static final Path MODEL = Path.of("src/test/resources/goldens/families/lengths");
    private static final int CHUNK = 16;

    @TempDir
    Path directory;

    private TorchEngine engine(String form, long prefixBytes) throws IOException {
        for (String line : Files.readAllLines(MODEL.resolve("golden.jsonl"))) {
            JsonNode golden = new ObjectMapper().readTree(line);
            if (golden.get("name").textValue().equals(form)) {
                Files.writeString(
                        directory.resolve("config.json"), golden.get("config").toString());
            }
        }
        Path weights = directory.resolve("model.safetensors");
        if (!Files.exists(weights)) {
            Files.copy(MODEL.resolve("model.safetensors"), weights);
        }
        EngineOptions options = EngineOptions.builder()
                .threads(1)
                .maxBatch(16)
                .prefillChunk(CHUNK)
                .prefixBytes(prefixBytes)
                .build();
        return TorchEngine.open(directory, options, StepObserver.none(), false);
    }

    /** Prompts of one length begin alike, whatever the length. */
    private static GenerationRequest request(String id, int length, int tokens, KvOptions kv) {
        int[] prompt = new Random(3).ints(length, 3, 96).toArray();
        return new GenerationRequest(id, IntArray.of(prompt), tokens, Sampling.greedy(), List.of(), kv, true);
    }

    private static KvOptions evicting(String prefill, String decode) {
        return KvOptions.builder()
                .prefill(prefill)
                .decode(decode)
                .capacity(Budget.tokens(40))
                .window(Budget.tokens(16))
                .recent(Budget.tokens(8))
                .build();
    }

    private static List<KvOptions> policies() {
        return List.of(
                KvOptions.builder().prefill("allkv").decode("none").build(),
                evicting("snapkv", "slide"),
                evicting("h2o", "h2o"),
                evicting("pyramidkv", "none"));
    }

    private static Completion run(TorchEngine engine, GenerationRequest request) {
        return Runs.run(engine, List.of(request), EvictionSink.none()).get(request.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamic-in-output", "longrope-in-output"})
    void shouldDecodeShortAndLongSequencesTogetherAsAlone(String form) throws IOException {
        try (TorchEngine engine = engine(form, 0)) {
            List<GenerationRequest> all = new ArrayList<>();
            for (KvOptions kv : policies()) {
                for (int length : new int[] {50, 79, 80, 81, 97}) {
                    all.add(request(kv.prefill().policy() + length, length, 30, kv));
                }
            }
            Map<String, Completion> together = Runs.run(engine, all, EvictionSink.none());
            for (GenerationRequest one : all) {
                assertThat(together.get(one.id()).tokens())
                        .as(one.id())
                        .isEqualTo(run(engine, one).tokens());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamic-in-output", "longrope-in-output"})
    void shouldGoOnFromSnapshotsOnEitherSide(String form) throws IOException {
        try (TorchEngine engine = engine(form, 0);
                TorchEngine other = engine(form, 0)) {
            for (KvOptions kv : policies()) {
                GenerationRequest request = request("r", 70, 24, kv);
                List<ByteBuffer> snapshots = new ArrayList<>();
                engine.submit(request, EvictionSink.none());
                IntArray tokens = IntArray.of();
                while (!engine.idle()) {
                    for (EngineEvent event : engine.step()) {
                        if (event instanceof EngineEvent.Finished finished) {
                            tokens = finished.completion().tokens();
                        }
                    }
                    engine.snapshot("r").ifPresent(snapshots::add);
                }
                assertThat(snapshots).hasSizeGreaterThan(20);
                for (int at : new int[] {2, 9, 10, 11, 12, 20}) {
                    assertThat(other.resume(request, EvictionSink.none(), snapshots.get(at)))
                            .isEmpty();
                    assertThat(Runs.drain(other).get("r").tokens())
                            .as(kv + " from the snapshot after " + at)
                            .isEqualTo(tokens);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamic-in-output", "longrope-in-output"})
    void shouldShareBeginningsOfPromptsThatAreRotatedAlikeOnly(String form) throws IOException {
        KvOptions full = policies().get(0);
        int[] lengths = {70, 75, 100, 79, 100, 81, 95, 72};
        List<IntArray> expected = new ArrayList<>();
        try (TorchEngine engine = engine(form, 0)) {
            for (int length : lengths) {
                expected.add(
                        run(engine, request("r" + length, length, 12, full)).tokens());
            }
        }
        try (TorchEngine engine = engine(form, 64 << 20)) {
            for (int i = 0; i < lengths.length; i++) {
                assertThat(run(engine, request("r" + lengths[i], lengths[i], 12, full))
                                .tokens())
                        .as("prompt %d, of %d tokens", i, lengths[i])
                        .isEqualTo(expected.get(i));
            }
            assertThat(engine.prefixStatistics().hits()).isPositive();
        }
    }

    @Test
    void shouldRefuseWhatIsLongerThanTheStretchedContext() throws IOException {
        try (TorchEngine engine = engine("dynamic-in-output", 0)) {
            assertThat(engine.model().contextLength()).isEqualTo(320);
            GenerationRequest tooLong = request("r", 300, 21, policies().get(0));
            assertThatThrownBy(() -> engine.submit(tooLong, EvictionSink.none()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("a prompt of 300 tokens allows 20");
        }
        try (TorchEngine engine = engine("longrope-in-output", 0)) {
            assertThat(engine.model().contextLength()).isEqualTo(128);
        }
    }
}
