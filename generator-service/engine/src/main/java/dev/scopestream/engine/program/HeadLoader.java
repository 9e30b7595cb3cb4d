package dev.scopestream.engine.program;

import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.TiedHead;
import dev.scopestream.engine.program.layout.ModelField;
import java.util.Collections;
import java.util.List;

/** Loads the embedding table and the output head, which are one in a model that ties them. */
record HeadLoader(Checkpoint checkpoint, MatrixLoader loader, Dtype dtype, boolean reorders) {
    /** Up to so many bytes a tied table is held a second time, reordered: products with it are faster then. */
    private static final long COPIED = 64L << 20;

    /** Whether a tied table of so many bytes is held twice. */
    static boolean copies(Dtype dtype, boolean reorders, long bytes) {
        return reorders && !dtype.isInteger() && bytes <= COPIED;
    }

    /** Loads them; afterwards nothing else is held. */
    void put(WeightList<ModelField> weights) {
        ModelConfig config = checkpoint.config();
        List<PtNDArray> table = loader.readable(rows(TiedHead.EMBEDDINGS));
        weights.put(ModelField.EMBEDDING, table);
        if (!config.weights().tieEmbeddings()) {
            List<PtNDArray> head = loader.product(rows(TiedHead.HEAD), dtype.isInteger() ? Dtype.INT8 : dtype);
            boolean readable = dtype.isInteger() || !reorders;
            weights.put(ModelField.HEAD, head)
                    .put(ModelField.HEAD_ROWS, readable ? head : Collections.nCopies(head.size(), loader.absent()));
            return;
        }
        PtNDArray dense = table.get(0);
        boolean copied = !dense.isEmpty() && copies(dtype, reorders, dense.size() * dtype.bytes());
        weights.put(
                        ModelField.HEAD,
                        copied
                                ? loader.dense(loader.reordered(dense, config.vocabularySize(), config.hiddenSize()))
                                : table)
                .put(ModelField.HEAD_ROWS, table);
    }

    private StoredRows rows(String name) {
        ModelConfig config = checkpoint.config();
        return StoredRows.matrix(checkpoint, List.of(name), config.hiddenSize(), config.vocabularySize());
    }
}
