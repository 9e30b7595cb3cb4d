package dev.scopestream.engine.trace;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.RecallSpace;
import dev.scopestream.engine.program.StepInput;
import java.util.Arrays;
import java.util.List;

/** The attention weights of a text's tokens with the full cache. */
public final class AttentionReader {
    /** Takes the weights of one query after the other. */
    public interface Sink {
        /**
         * One query's weights in a layer and storage head, the mean of its query heads.
         *
         * @param query position of the query, from 0
         * @param weights of the keys at positions 0 to {@code query}; their sum is 1
         */
        void weights(int query, int layer, int head, float[] weights);
    }

    private AttentionReader() {}

    /** Reads a text token by token, as in decoding. */
    public static void read(TorchEngine engine, IntArray text, Sink sink) {
        ModelInfo model = engine.model();
        int n = text.size();
        PoolKey key = PoolKey.rounded(model.kvHeads(), n, n, 0, RecallSpace.NONE);
        try (KvPool pool = engine.forward().model().newPool(key)) {
            pool.add();
            for (int i = 0; i < n; i++) {
                StepInput step =
                        new StepInput(List.of(new KnownStep(pool, model.layers(), text.get(i), i)), IntArray.of(1));
                engine.forward().texts().follow(step, new long[] {text.get(Math.min(i + 1, n - 1))});
                float[] all = engine.forward().inspection().lastWeights(pool, 0);
                int columns = key.region() + 1;
                for (int l = 0; l < model.layers(); l++) {
                    for (int s = 0; s < model.kvHeads(); s++) {
                        int start = (l * model.kvHeads() + s) * columns;
                        sink.weights(i, l, s, Arrays.copyOfRange(all, start, start + i + 1));
                    }
                }
            }
        }
    }
}
