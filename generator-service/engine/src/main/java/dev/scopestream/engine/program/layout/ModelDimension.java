package dev.scopestream.engine.program.layout;

/** Numbers that describe a model, in their order. */
public enum ModelDimension implements Field {
    LAYERS("layers"),
    HEADS("query heads"),
    KV_HEADS("key and value heads"),
    HEAD_DIM("numbers of a head"),
    NORMS_BEFORE("1 where the inputs of a layer's parts are normed"),
    NORMS_AFTER("1 where their outputs are"),
    WHOLE_QK_NORMS("1 where norms of queries and keys are over all heads together"),
    GELU("1 where the gate's activation is the GELU by tanh, 0 where it is SiLU"),
    REORDERED("1 where dense matrices are opaque tensors of oneDNN"),
    ROTATED("numbers of a head that turn with the position, the first ones"),
    ROPES("kinds of rotary positions that layers have"),
    DTYPE("element type of products and entries"),
    WIDE_DTYPE("element type of norms and of the residual stream"),
    INTEGER_ROWS("for how many tokens at most a matrix's integers are used; 0: there are none");

    private final String description;

    ModelDimension(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
