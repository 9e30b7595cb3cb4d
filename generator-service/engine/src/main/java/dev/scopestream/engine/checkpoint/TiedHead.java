package dev.scopestream.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The output head of a model whose configuration says that it is the embedding table. */
public final class TiedHead {
    /** The embedding table's name. */
    public static final String EMBEDDINGS = "model.embed_tokens.weight";
    /** The name of a head of its own. */
    public static final String HEAD = "lm_head.weight";

    private static final int ROWS = 256;

    private TiedHead() {}

    /**
     * Compares the two where the weights hold a head besides the table that it is said to be.
     *
     * @throws CheckpointException when they differ: which of them counts isn't known then
     */
    public static void check(Checkpoint checkpoint) {
        ModelConfig config = checkpoint.config();
        if (!config.weights().tieEmbeddings() || !checkpoint.has(HEAD)) {
            return;
        }
        if (!checkpoint.shape(HEAD).equals(checkpoint.shape(EMBEDDINGS)) || !sameRows(checkpoint, config)) {
            throw new CheckpointException(
                    "the weights of " + checkpoint.name() + " hold " + HEAD + ", which differs from " + EMBEDDINGS
                            + ", but config.json says tie_word_embeddings: set it to false, or remove " + HEAD);
        }
    }

    private static boolean sameRows(Checkpoint checkpoint, ModelConfig config) {
        int width = config.hiddenSize() * Float.BYTES;
        ByteBuffer head = ByteBuffer.allocateDirect(ROWS * width).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer table = ByteBuffer.allocateDirect(ROWS * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < config.vocabularySize(); row += ROWS) {
            int rows = Math.min(ROWS, config.vocabularySize() - row);
            checkpoint.readRows(HEAD, row, head.clear().limit(rows * width));
            checkpoint.readRows(EMBEDDINGS, row, table.clear().limit(rows * width));
            if (!head.flip().equals(table.flip())) {
                return false;
            }
        }
        return true;
    }
}
