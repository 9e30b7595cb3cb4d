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
import dev.scopestream.engine.checkpoint.BundledModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model on a document of the task that it was trained for. */
class TinyModelTest {
    /** Of the task's generator: seed 7, 16 questions. */
    private static final String PROMPT =
            """
            Question_21: 2-0
            Question_22: 1+5
            Question_23: #22+0
            Question_24: 1+1
            Question_25: 0+3
            Question_26: 9+9
            Question_27: 0+0
            Question_28: #21-6
            Question_29: 9-8
            Question_30: 2+9
            Question_31: 3-1
            Question_32: #31+9
            Question_33: 8-5
            Question_34: #23-4
            Question_35: #28+9
            Question_36: 5-4

            """;

    private static final int[] ANSWERS = {2, 6, 6, 2, 3, 8, 0, 6, 1, 1, 2, 1, 3, 2, 5, 1};

    @TempDir
    private static Path directory;

    private static TorchEngine engine;

    @BeforeAll
    static void open() {
        engine = TorchEngine.open(BundledModel.materialise("longgen-tiny", directory), EngineOptions.defaults());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void shouldAnswerEveryQuestionWithTheFullCache() {
        Completion completion = run(request("full", KvOptions.defaults(), Sampling.greedy(), List.of(), 400));
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP);
        assertThat(right(completion.text())).isEqualTo(ANSWERS.length);
        assertThat(completion.kv().evictedDecode()).isZero();
        long entries = 4L * 2 * (completion.promptTokens() + completion.tokens().size());
        assertThat(completion.kv().peakBytes()).isEqualTo(entries * 2 * 32 * 4);
    }

    @Test
    void shouldLoseLittleWithASmallWindow() {
        KvOptions kv = KvOptions.builder()
                .prefill("allkv")
                .decode("slide")
                .capacity(Budget.tokens(64))
                .window(Budget.tokens(64))
                .recent(Budget.tokens(32))
                .build();
        Completion completion = run(request("slide", kv, Sampling.greedy(), List.of(), 400));
        assertThat(right(completion.text())).isGreaterThanOrEqualTo(8);
        assertThat(completion.kv().evictedDecode()).isPositive();
        assertThat(completion.kv().lostMassDecode()).isBetween(0.0, 0.2);
    }

    @Test
    void shouldSampleTheSameTextForTheSameSeed() {
        Sampling sampling = new Sampling(4, 1, 42);
        String first =
                run(request("a", KvOptions.defaults(), sampling, List.of(), 60)).text();
        String again =
                run(request("a", KvOptions.defaults(), sampling, List.of(), 60)).text();
        String other = run(request("a", KvOptions.defaults(), new Sampling(4, 1, 43), List.of(), 60))
                .text();
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void shouldEndBeforeAStopString() {
        Completion completion =
                run(request("stop", KvOptions.defaults(), Sampling.greedy(), List.of("\nAnswer_23"), 400));
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP);
        assertThat(completion.text())
                .startsWith("Answer_21")
                .contains("Answer_22")
                .doesNotContain("Answer_23");
    }

    @Test
    void shouldEndACancelledRequestAtTheNextStep() {
        engine.submit(request("gone", KvOptions.defaults(), Sampling.greedy(), List.of(), 400), EvictionSink.none());
        List<EngineEvent> events = new ArrayList<>();
        while (events.size() < 3) {
            events.addAll(engine.step());
        }
        assertThat(engine.cancel("gone")).isTrue();
        assertThat(engine.cancel("unknown")).isFalse();
        assertThat(engine.step()).singleElement().satisfies(e -> {
            assertThat(e).isInstanceOf(EngineEvent.Finished.class);
            assertThat(((EngineEvent.Finished) e).completion().reason()).isEqualTo(FinishReason.CANCELLED);
        });
        assertThat(engine.idle()).isTrue();
    }

    @Test
    void shouldRefuseWhatCanNeverBeServed() {
        KvOptions d = KvOptions.defaults();
        refuse("max_tokens", request("long", d, Sampling.greedy(), List.of(), 5000), "allows");
        refuse(
                "kv.decode",
                request("x", d.toBuilder().prefill("allkv").decode("wide").build(), Sampling.greedy(), List.of(), 9),
                "slide");
        refuse(
                "kv.decode",
                request("x", d.toBuilder().prefill("allkv").decode("slm").build(), Sampling.greedy(), List.of(), 9),
                "slide");
        refuse(
                "kv.prefill",
                request("x", d.toBuilder().prefill("h3o").decode("none").build(), Sampling.greedy(), List.of(), 9),
                "h2o");
        KvOptions small = d.toBuilder().prefill("h2o").decode("slide").build();
        refuse(
                "kv.capacity",
                request(
                        "x",
                        small.toBuilder()
                                .capacity(Budget.tokens(8))
                                .window(Budget.tokens(64))
                                .recent(Budget.tokens(32))
                                .build(),
                        Sampling.greedy(),
                        List.of(),
                        9),
                "8");
        refuse(
                "kv.window",
                request(
                        "x",
                        small.toBuilder()
                                .capacity(Budget.tokens(64))
                                .window(Budget.tokens(64))
                                .recent(Budget.tokens(64))
                                .build(),
                        Sampling.greedy(),
                        List.of(),
                        9),
                "64");
        assertThat(engine.idle()).isTrue();
    }

    private static void refuse(String field, GenerationRequest request, String reason) {
        assertThatThrownBy(() -> engine.submit(request, EvictionSink.none()))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                        .isEqualTo(field))
                .hasMessageContaining(reason);
    }

    private static Completion run(GenerationRequest request) {
        Map<String, Completion> done = Runs.run(engine, List.of(request), EvictionSink.none());
        return done.get(request.id());
    }

    private static GenerationRequest request(String id, KvOptions kv, Sampling sampling, List<String> stop, int max) {
        IntArray prompt = engine.encode(PROMPT);
        return new GenerationRequest(id, prompt, max, sampling, stop, kv, false);
    }

    private static int right(String text) {
        Matcher m = Pattern.compile("Answer_(\\d+):.*?answer is (\\d+)").matcher(text);
        int right = 0;
        while (m.find()) {
            int i = Integer.parseInt(m.group(1)) - 21;
            right += i >= 0 && i < ANSWERS.length && ANSWERS[i] == Integer.parseInt(m.group(2)) ? 1 : 0;
        }
        return right;
    }
}
