package dev.scopestream.events;

import dev.scopestream.jmh.PublishedPrediction;
import dev.scopestream.jmh.SmallBenchmark;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Writing and reading a prompt of 4,000 characters, and a result of 2,000 tokens and 8,000 characters. */
public class EventCodecBenchmark extends SmallBenchmark {
    private static final int PROMPT_CHARS = 4000;
    private static final int TOKENS = 2000;
    private static final int VOCABULARY = 49_152;

    private PromptEvent prompt;
    private byte[] promptBytes;
    private ResultEvent result;
    private byte[] resultBytes;

    @Setup
    public void fill() throws IOException {
        String text = PublishedPrediction.read(5).text();
        prompt = PromptEvent.builder()
                .id("request-1")
                .messages(List.of(
                        new Message(Message.Role.SYSTEM, "You are a helpful assistant."),
                        new Message(Message.Role.USER, text.substring(0, PROMPT_CHARS))))
                .maxTokens(TOKENS)
                .sampling(0.7, 0.95, 42L)
                .kv(KvSpec.of("h2o", "slide").toBuilder()
                        .capacity(EntryBudget.entries(1024))
                        .window(EntryBudget.entries(512))
                        .recent(EntryBudget.entries(256))
                        .build())
                .build();
        result = result(text.substring(0, 4 * TOKENS));
        promptBytes = encodePrompt();
        resultBytes = encodeResult();
        require(decodePrompt().equals(prompt), "the prompt that was written can be read");
        require(decodeResult().equals(result), "the result that was written can be read");
    }

    private static ResultEvent result(String text) {
        List<Integer> ids = new Random(4).ints(TOKENS, 0, VOCABULARY).boxed().toList();
        KvReport kv = KvReport.builder()
                .policy("h2o", "slide", KvSpec.Fidelity.SCOPE)
                .sizes(1024, 512, 256)
                .memory(35_389_440, 33_947_648.5)
                .evictions(0, 44_640, 0)
                .lostMass(0.01, 0.0004)
                .build();
        RequestTimings timings = new RequestTimings(23.315533, 667.087953, 15.1235979, 30_898.16029);
        return ResultEvent.builder()
                .id("request-1")
                .model("smollm2-135m")
                .output(text, ids, FinishReason.LENGTH)
                .usage(Usage.of(1000, TOKENS))
                .kv(kv)
                .timings(timings)
                .worker("generator-1")
                .build();
    }

    @Benchmark
    public byte[] encodePrompt() {
        return EventCodec.PROMPT.encode(prompt);
    }

    @Benchmark
    public PromptEvent decodePrompt() {
        return EventCodec.PROMPT.decode(promptBytes);
    }

    @Benchmark
    public byte[] encodeResult() {
        return EventCodec.RESULT.encode(result);
    }

    @Benchmark
    public ResultEvent decodeResult() {
        return EventCodec.RESULT.decode(resultBytes);
    }
}
