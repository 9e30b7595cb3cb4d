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
    ROTATED("numbers of a head that turn with the position, the first ones"),
    ROPES("kinds of rotary positions that layers have"),
    BY_LENGTH("1 where rotary positions depend on a sequence's length"),
    DTYPE("element type of products and entries"),
    WIDE_DTYPE("element type of norms and of the residual stream"),
    DENSE_ROWS("for how many tokens at most products take a matrix's bf16 numbers as they are"),
    INTEGER_ROWS("for how many tokens at most products take a matrix's integers as they are"),
    PROMPT_DTYPE("element type of the products in a prompt's attention"),
    STEP_DTYPE("element type of those in a decode step's; floats are there where it is another than dtype"),
    PACKED_ROWS("rows of a block of packed 4-bit integers"),
    PACKED_PAIRS("1 where neighbouring rows share a byte of them");

    private final String description;

    ModelDimension(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
