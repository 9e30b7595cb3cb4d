package dev.scopestream.engine.program;

import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.program.layout.LayerField;

/** A layer's norms by the names that families give them. */
record LayerNorms(ModelConfig config, Reader reader, PtNDArray absent) {
    private static final String AFTER_ATTENTION = "post_attention_layernorm.weight";

    /** Reads a norm's weights of a size by its name in the layer. */
    interface Reader {
        PtNDArray read(String name, long size);
    }

    /** Sets all of them; norms that the family doesn't have are absent. */
    void put(WeightList<LayerField> layer) {
        ModelConfig.Norms norms = config.norms();
        boolean after = norms.after();
        layer.put(LayerField.INPUT_NORM, hidden(norms.before(), "input_layernorm.weight"));
        layer.put(LayerField.ATTENTION_NORM, hidden(after, AFTER_ATTENTION));
        // where outputs are normed, the norm after attention isn't the one before the feed-forward part
        String inner = after ? "pre_feedforward_layernorm.weight" : AFTER_ATTENTION;
        layer.put(LayerField.POST_NORM, hidden(norms.before(), inner));
        layer.put(LayerField.FEED_FORWARD_NORM, hidden(after, "post_feedforward_layernorm.weight"));
        layer.put(LayerField.Q_NORM, ofHeads("self_attn.q_norm.weight", config.heads()));
        layer.put(LayerField.K_NORM, ofHeads("self_attn.k_norm.weight", config.kvHeads()));
    }

    private PtNDArray hidden(boolean present, String name) {
        return present ? reader.read(name, config.hiddenSize()) : absent;
    }

    private PtNDArray ofHeads(String name, int heads) {
        if (!config.attention().qkNorm()) {
            return absent;
        }
        return reader.read(name, config.norms().wholeQk() ? (long) heads * config.headDim() : config.headDim());
    }
}
