package dev.scopestream.engine.decode;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.program.PromptScratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How likely a model finds a text, token by token, each given all before it: what perplexity is made of. */
public final class TextJudge {
    private final TorchEngine engine;
    private final int chunk;

    /**
     * @param chunk tokens that go through the model together; 1: as decoding does, by the same products. More are faster
     */
    public TextJudge(TorchEngine engine, int chunk) {
        this.engine = engine;
        this.chunk = chunk;
    }

    /**
     * A text by the model.
     *
     * @param logProbabilities natural, of all tokens but the first
     * @param best the most likely token at each of their places
     */
    public record Verdict(List<Float> logProbabilities, IntArray best) {
        public Verdict {
            logProbabilities = List.copyOf(logProbabilities);
        }
    }

    /** @param text at least 2 tokens */
    public Verdict judge(IntArray text) {
        long[] tokens = Arrays.stream(text.toArray()).asLongStream().toArray();
        int n = tokens.length - 1;
        float[] logs = new float[n];
        int[] best = new int[n];
        try (PromptScratch scratch = engine.forward().newScratch(n, false)) {
            for (int start = 0; start < n; start += chunk) {
                int end = Math.min(n, start + chunk);
                long[] given = Arrays.copyOfRange(tokens, start, end);
                long[] targets = Arrays.copyOfRange(tokens, start + 1, end + 1);
                engine.forward().judge(scratch, given, targets, start, logs, best);
            }
        }
        List<Float> all = new ArrayList<>(n);
        for (float log : logs) {
            all.add(log);
        }
        return new Verdict(all, IntArray.of(best));
    }
}
