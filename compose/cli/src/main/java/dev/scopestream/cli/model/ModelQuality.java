package dev.scopestream.cli.model;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.trace.TextJudge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model makes of some texts in one dtype.
 *
 * @param weightBytes of all weights in memory
 * @param verdicts of the texts, token by token
 * @param outputs tokens that it goes on with after each text, greedily, with the full cache
 */
record ModelQuality(long weightBytes, List<TextJudge.Verdict> verdicts, List<List<Integer>> outputs) {
    /**
     * Loads a model, and runs it.
     *
     * @param texts at most so many tokens of each are judged, one by one as in decoding
     * @param output tokens to go on with
     */
    static ModelQuality of(Path model, EngineOptions options, List<String> texts, int tokens, int output) {
        List<TextJudge.Verdict> verdicts = new ArrayList<>();
        List<List<Integer>> outputs = new ArrayList<>();
        try (TorchEngine engine = TorchEngine.open(model, options)) {
            TextJudge judge = new TextJudge(engine, 1);
            for (String text : texts) {
                IntArray all = engine.encode(text);
                int[] first = all.stream().limit(tokens).toArray();
                verdicts.add(judge.judge(IntArray.of(first)));
                outputs.add(greedy(engine, IntArray.of(first), output));
            }
            return new ModelQuality(engine.weightBytes(), verdicts, outputs);
        }
    }

    private static List<Integer> greedy(TorchEngine engine, IntArray prompt, int output) {
        KvOptions kv = KvOptions.builder().prefill("allkv").decode("none").build();
        engine.submit(
                new GenerationRequest("quality", prompt, output, Sampling.greedy(), List.of(), kv, true),
                EvictionSink.none());
        List<Integer> out = new ArrayList<>();
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Generated generated) {
                    out.add(generated.token());
                }
            }
        }
        return out;
    }

    /** Exponential of the mean negative log-probability over all tokens. */
    double perplexity() {
        double sum = 0;
        long n = 0;
        for (TextJudge.Verdict verdict : verdicts) {
            for (float logProbability : verdict.logProbabilities()) {
                sum += logProbability;
            }
            n += verdict.logProbabilities().size();
        }
        return Math.exp(-sum / n);
    }

    /** Share of the positions at which both models give the same token the highest logit, 0 to 1. */
    double agreement(ModelQuality other) {
        long same = 0;
        long n = 0;
        for (int i = 0; i < verdicts.size(); i++) {
            int[] mine = verdicts.get(i).best().toArray();
            int[] theirs = other.verdicts.get(i).best().toArray();
            for (int j = 0; j < mine.length; j++) {
                same += mine[j] == theirs[j] ? 1 : 0;
            }
            n += mine.length;
        }
        return (double) same / n;
    }

    /** Tokens that both go on with before the first that differs, on average. */
    double commonOutput(ModelQuality other) {
        double sum = 0;
        for (int i = 0; i < outputs.size(); i++) {
            List<Integer> mine = outputs.get(i);
            List<Integer> theirs = other.outputs.get(i);
            int at = 0;
            while (at < Math.min(mine.size(), theirs.size()) && mine.get(at).equals(theirs.get(at))) {
                at++;
            }
            sum += at;
        }
        return sum / outputs.size();
    }
}
