package dev.scopestream.engine.trace;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.program.KnownTexts.Likelihood;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.PromptScratch;
import dev.scopestream.engine.program.RecallSpace;
import dev.scopestream.engine.program.StepInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Log probabilities of a text's tokens, each given all tokens before it. Perplexity is exp of their negative mean. */
public final class TextJudge {
    private final TorchEngine engine;
    private final int chunk;

    /**
     * @param chunk tokens that go through the model together. 1: by decode steps, with entries in the cache's format; more: as
     *     a prompt, which is faster
     */
    public TextJudge(TorchEngine engine, int chunk) {
        this.engine = engine;
        this.chunk = chunk;
    }

    /**
     * A text's likelihood.
     *
     * @param logProbabilities natural logarithms, of all tokens but the first
     * @param best the most likely token at each of these positions
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
        if (chunk == 1) {
            follow(tokens, logs, best);
        } else {
            read(tokens, logs, best);
        }
        List<Float> all = new ArrayList<>(n);
        for (float log : logs) {
            all.add(log);
        }
        return new Verdict(all, IntArray.of(best));
    }

    private void read(long[] tokens, float[] logs, int[] best) {
        int n = logs.length;
        try (PromptScratch scratch = engine.forward().prompts().newScratch(n, false)) {
            for (int start = 0; start < n; start += chunk) {
                int end = Math.min(n, start + chunk);
                long[] given = Arrays.copyOfRange(tokens, start, end);
                long[] targets = Arrays.copyOfRange(tokens, start + 1, end + 1);
                put(engine.forward().texts().judge(scratch, given, targets, start, n), start, logs, best);
            }
        }
    }

    private void follow(long[] tokens, float[] logs, int[] best) {
        ModelInfo model = engine.model();
        PoolKey key = PoolKey.rounded(model.kvHeads(), logs.length, 0, 0, RecallSpace.NONE);
        try (KvPool pool = engine.forward().model().newPool(key)) {
            pool.add();
            for (int i = 0; i < logs.length; i++) {
                StepInput step =
                        new StepInput(List.of(new KnownStep(pool, model.layers(), tokens[i], i)), IntArray.of(1));
                List<Likelihood> next = engine.forward().texts().follow(step, new long[] {tokens[i + 1]});
                put(next, i, logs, best);
            }
        }
    }

    private static void put(List<Likelihood> part, int start, float[] logs, int[] best) {
        for (int i = 0; i < part.size(); i++) {
            logs[start + i] = part.get(i).logProbability();
            best[start + i] = part.get(i).best();
        }
    }
}
