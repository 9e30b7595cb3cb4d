package dev.scopestream.engine.checkpoint;

/** Llama 1 to 3 and what is built like them. */
final class LlamaRules implements FamilyRules {
    @Override
    public String modelType() {
        return "llama";
    }
}
