package dev.scopestream.engine.checkpoint;

/** Granite 3: Llama with multipliers of embeddings, attention, residuals and logits. */
final class GraniteRules implements FamilyRules {
    private static final double MOST = 1e6;

    @Override
    public String modelType() {
        return "granite";
    }

    @Override
    public ModelConfig.Multipliers multipliers(JsonFields json, int headDim) {
        return new ModelConfig.Multipliers(
                json.number("embedding_multiplier", 1e-6, MOST, 1),
                json.number("attention_multiplier", 1e-6, MOST, 1),
                json.number("residual_multiplier", 1e-6, MOST, 1),
                1 / json.number("logits_scaling", 1e-6, MOST, 1));
    }
}
