package dev.scopestream.engine.program.layout;

/** Numbers that describe a model, in their order. */
public enum ModelDimension implements Field {
    LAYERS("layers"),
    HEADS("query heads"),
    KV_HEADS("key and value heads"),
    HEAD_DIM("numbers of a head"),
    REORDERED("1 where dense matrices are opaque tensors of oneDNN"),
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
