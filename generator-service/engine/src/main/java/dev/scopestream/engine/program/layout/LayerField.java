package dev.scopestream.engine.program.layout;

/** Weights of a layer, in their order; an absent one has no elements. */
public enum LayerField implements WeightField {
    INPUT_NORM(false, "[hidden], or absent"),
    QKV(true, "[(heads + 2 kv_heads) * head_dim, hidden]"),
    QKV_BIAS(false, "[(heads + 2 kv_heads) * head_dim], or absent"),
    Q_NORM(false, "[head_dim], or [heads * head_dim] of all heads together, or absent"),
    K_NORM(false, "[head_dim], or [kv_heads * head_dim], or absent"),
    OUTPUT(true, "[hidden, heads * head_dim]"),
    OUTPUT_BIAS(false, "[hidden], or absent"),
    ATTENTION_NORM(false, "[hidden], of the attention's output, or absent"),
    POST_NORM(false, "[hidden], of the feed-forward part's input, or absent"),
    FEED_FORWARD_NORM(false, "[hidden], of its output, or absent"),
    GATE_UP(true, "[2 * intermediate, hidden]"),
    DOWN(true, "[hidden, intermediate]");

    private final boolean matrix;
    private final String description;

    LayerField(boolean matrix, String description) {
        this.matrix = matrix;
        this.description = description;
    }

    @Override
    public boolean isMatrix() {
        return matrix;
    }

    @Override
    public String description() {
        return description;
    }
}
