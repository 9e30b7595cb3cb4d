package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.Stopping;
import dev.scopestream.engine.TextPiece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundled model with its "Answer_" called {@code <think>} and its "; " called {@code </think>}. */
class ReasoningTest {
    private static final String REST = ChangedTinyModel.ANSWER
            .substring(ChangedTinyModel.ANSWER.indexOf("#1"))
            .replace("Answer_", "<think>")
            .replace("; ", "</think>");
    private static final EngineOptions OPTIONS =
            EngineOptions.builder().prefillChunk(16).prefixBytes(1 << 20).build();

    @TempDir
    private static Path directory;

    private static TorchEngine engine;
    private static int close;

    @BeforeAll
    static void open() throws IOException {
        ChangedTinyModel model = new ChangedTinyModel(directory);
        model.rename("Answer_", "<think>", false);
        close = model.rename("; ", "</think>", false);
        engine = TorchEngine.open(model.directory(), OPTIONS);
    }

    @AfterAll
    static void closeEngine() {
        engine.close();
    }

    private static GenerationRequest request(String id, String prompt, int maxTokens, Stopping stopping) {
        return new GenerationRequest(
                id, engine.encode(prompt), maxTokens, Sampling.greedy(), stopping, KvOptions.defaults());
    }

    private static Completion run(GenerationRequest request) {
        return Runs.run(engine, List.of(request), EvictionSink.none()).get(request.id());
    }

    private static Stopping atMost(int reasoning) {
        return Stopping.NONE.withMaxReasoningTokens(OptionalInt.of(reasoning));
    }

    @Test
    void shouldTakeTheReasoningApartFromTheText() {
        Completion completion = run(request("a", ChangedTinyModel.PROMPT, 200, Stopping.NONE));
        assertThat(completion.reasoning().text()).isEqualTo("1: 3+5=8");
        assertThat(completion.text()).isEqualTo(REST);
        assertThat(completion.tokens().get(completion.reasoning().tokens() - 1)).isEqualTo(close);
        assertThat(completion.reasoning().tokens()).isEqualTo(9);
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void shouldBeginWithinAReasoningThatThePromptHasOpened() {
        Completion completion = run(request("a", ChangedTinyModel.PROMPT + "<think>", 200, Stopping.NONE));
        assertThat(completion.reasoning()).isEqualTo(new Completion.Reasoning("1: 3+5=8", 8));
        assertThat(completion.text()).isEqualTo(REST);
    }

    @Test
    void shouldHaveNoTextWhenTheReasoningIsAllThereIs() {
        Completion completion = run(request("a", ChangedTinyModel.PROMPT, 5, Stopping.NONE));
        assertThat(completion.reasoning()).isEqualTo(new Completion.Reasoning("1: 3+", 5));
        assertThat(completion.text()).isEmpty();
        assertThat(completion.reason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void shouldLookForStopStringsInTheReasoning() {
        Completion completion =
                run(request("a", ChangedTinyModel.PROMPT, 200, Stopping.NONE.withStrings(List.of("+5"))));
        assertThat(completion.reasoning().text()).isEqualTo("1: 3");
        assertThat(completion.text()).isEmpty();
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void shouldCloseAReasoningThatIsTooLong() {
        Completion completion = run(request("a", ChangedTinyModel.PROMPT, 40, atMost(4)));
        assertThat(completion.reasoning()).isEqualTo(new Completion.Reasoning("1: 3", 5));
        assertThat(completion.tokens().get(4)).isEqualTo(close);
        assertThat(completion.text()).isNotEmpty();
        Completion none = run(request("b", ChangedTinyModel.PROMPT + "<think>", 40, atMost(0)));
        assertThat(none.reasoning()).isEqualTo(new Completion.Reasoning("", 1));
        assertThat(none.tokens().get(0)).isEqualTo(close);
        Completion wide = run(request("c", ChangedTinyModel.PROMPT, 200, atMost(9)));
        assertThat(wide.text()).isEqualTo(REST);
    }

    /** A forced token is decoded as a chosen one is: the same continuation as after a prompt that contains it. */
    @Test
    void shouldGoOnFromTheForcedTokenAsFromAPromptsOwn() {
        Completion forced = run(request("a", ChangedTinyModel.PROMPT, 40, atMost(4)));
        Completion given = run(request("b", ChangedTinyModel.PROMPT + "<think>1: 3</think>", 35, Stopping.NONE));
        assertThat(given.text()).isEqualTo(forced.text());
        assertThat(forced.tokens().slice(5, forced.tokens().size())).isEqualTo(given.tokens());
    }

    @ParameterizedTest
    @CsvSource({"allkv, none", "h2o, slide", "snapkv, adaptive"})
    void shouldCloseTheSameReasoningInABatchAndAfterEveryResumption(String prefill, String decode) {
        GenerationRequest whole = request("a", ChangedTinyModel.PROMPT, 30, atMost(4));
        KvOptions kv = KvOptions.builder()
                .prefill(prefill)
                .decode(decode)
                .capacity(Budget.tokens(32))
                .window(Budget.tokens(8))
                .recent(Budget.tokens(4))
                .observation(4)
                .build();
        GenerationRequest request =
                new GenerationRequest("a", whole.prompt(), whole.maxTokens(), whole.sampling(), whole.stopping(), kv);
        Completion expected = Runs.run(engine, List.of(request), block -> {}).get("a");
        List<ByteBuffer> snapshots = new ArrayList<>();
        engine.submit(request("other", ChangedTinyModel.PROMPT + "<think>", 60, atMost(2)), EvictionSink.none());
        engine.submit(request, block -> {});
        List<TextPiece> pieces = new ArrayList<>();
        Completion batched = null;
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event.requestId().equals("a") && event instanceof EngineEvent.Generated generated) {
                    pieces.add(generated.text());
                } else if (event.requestId().equals("a") && event instanceof EngineEvent.Finished finished) {
                    pieces.add(finished.tail());
                    batched = finished.completion();
                }
            }
            engine.snapshot("a").ifPresent(snapshots::add);
        }
        shouldEqual(batched, expected);
        TextPiece all = pieces.stream().reduce(TextPiece.EMPTY, TextPiece::plus);
        assertThat(all).isEqualTo(new TextPiece(expected.reasoning().text(), expected.text()));
        assertThat(snapshots).hasSizeGreaterThan(20);
        for (ByteBuffer snapshot : snapshots) {
            assertThat(engine.resume(request, block -> {}, snapshot)).isEmpty();
            shouldEqual(Runs.drain(engine).get("a"), expected);
        }
    }

    private static void shouldEqual(Completion actual, Completion expected) {
        assertThat(actual.tokens()).isEqualTo(expected.tokens());
        assertThat(actual.text()).isEqualTo(expected.text());
        assertThat(actual.reasoning()).isEqualTo(expected.reasoning());
        assertThat(actual.reason()).isEqualTo(expected.reason());
    }

    @Test
    void shouldEndBeforeAStopToken() {
        int sharp = engine.encode("#1").get(1);
        Completion completion =
                run(request("a", ChangedTinyModel.PROMPT, 200, Stopping.NONE.withTokens(IntArray.of(0, sharp))));
        assertThat(completion.reasoning().text()).isEqualTo("1: 3+5=8");
        assertThat(completion.text()).isEmpty();
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP);
        assertThat(completion.tokens().size()).isEqualTo(9);
    }

    @Test
    void shouldRefuseStopTokensBeyondTheVocabulary() {
        for (int token : new int[] {223, -1}) {
            GenerationRequest request =
                    request("a", ChangedTinyModel.PROMPT, 9, Stopping.NONE.withTokens(IntArray.of(0, token)));
            assertThatThrownBy(() -> engine.submit(request, EvictionSink.none()))
                    .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                            .isEqualTo("stop_token_ids"))
                    .hasMessageContaining("0 to 222")
                    .hasMessageContaining(String.valueOf(token));
        }
    }
}
