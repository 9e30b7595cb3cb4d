package dev.scopestream.engine.checkpoint;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What transformers does for one model family: values of fields that config.json omits, and which of them count. */
interface FamilyRules {
    /** How queries, keys and values are biased, and the attention's output. */
    enum Bias {
        NEVER,
        ALWAYS,
        /** As {@code attention_bias} says. */
        BY_CONFIG
    }

    /** The name in config.json. */
    String modelType();

    /** Base of rotary frequencies where none is given. */
    default double ropeTheta() {
        return 10_000;
    }

    /** Base of the frequencies of layers with a sliding window where they have one of their own. */
    default OptionalDouble localRopeTheta() {
        return OptionalDouble.empty();
    }

    /** Whether one rope scaling for all layers is also for those with a sliding window. */
    default boolean scalesSlidingLayers() {
        return true;
    }

    /** Tokens of the context before rope scaling where none are given. */
    default int originalContext(int context) {
        return context;
    }

    /** Whether {@code partial_rotary_factor} counts. */
    default boolean rotatesPartly() {
        return false;
    }

    /** Added to a norm's mean square where none is given. */
    default double rmsNormEps() {
        return 1e-6;
    }

    /** Whether the head is the embedding table where the file doesn't say so. */
    default boolean tiesEmbeddings() {
        return false;
    }

    /** Key and value heads where the field is absent; null means as many as query heads. */
    default int kvHeads(int heads) {
        return heads;
    }

    /** Elements of a head where the field is absent. */
    default OptionalInt headDim() {
        return OptionalInt.empty();
    }

    /** Of q_proj, k_proj and v_proj. */
    default Bias qkvBias() {
        return Bias.BY_CONFIG;
    }

    /** Of o_proj. */
    default Bias outputBias() {
        return Bias.BY_CONFIG;
    }

    /** Whether queries and keys have norms of their own. */
    default boolean qkNorm() {
        return false;
    }

    /** Whether a layer has rotary positions. */
    default boolean rotates(JsonFields json, int layer) {
        return true;
    }

    /** Whether the feed-forward part's gate passes the GELU by tanh, not SiLU. */
    default boolean gelu() {
        return false;
    }

    /** Where norms stand. */
    default ModelConfig.Norms norms() {
        return ModelConfig.Norms.STANDARD;
    }

    /** Constant factors. */
    default ModelConfig.Multipliers multipliers(JsonFields json, int headDim) {
        return ModelConfig.Multipliers.standard(headDim);
    }

    /** The sliding window of each layer. */
    default List<OptionalInt> slidingWindows(SlidingWindows reader) {
        return reader.none();
    }
}
