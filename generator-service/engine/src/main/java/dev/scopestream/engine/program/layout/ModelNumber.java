package dev.scopestream.engine.program.layout;

/** Real numbers that describe a model, in their order. */
public enum ModelNumber implements Field {
    EPSILON("of RMS norms"),
    EMBEDDING_SCALE("factor of embeddings"),
    RESIDUAL_SCALE("factor of what a layer's parts add to the residual stream");

    private final String description;

    ModelNumber(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
