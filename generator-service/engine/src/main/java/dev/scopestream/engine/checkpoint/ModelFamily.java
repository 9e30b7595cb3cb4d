package dev.scopestream.engine.checkpoint;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The model families that there is a program for, by config.json's {@code model_type}. */
public enum ModelFamily {
    LLAMA,
    MISTRAL,
    QWEN2,
    QWEN3,
    SMOLLM3,
    GRANITE,
    PHI3,
    OLMO2,
    OLMO3,
    GEMMA3;

    /** The name in config.json. */
    public String modelType() {
        return rules().modelType();
    }

    FamilyRules rules() {
        return switch (this) {
            case LLAMA -> new LlamaRules();
            case MISTRAL -> new MistralRules();
            case QWEN2 -> new QwenRules("qwen2", false);
            case QWEN3 -> new QwenRules("qwen3", true);
            case SMOLLM3 -> new SmolLm3Rules();
            case GRANITE -> new GraniteRules();
            case PHI3 -> new Phi3Rules();
            case OLMO2 -> new Olmo2Rules();
            case OLMO3 -> new Olmo3Rules();
            case GEMMA3 -> new Gemma3Rules();
        };
    }

    /** All of them, for messages. */
    static String listed() {
        return Arrays.stream(values()).map(ModelFamily::modelType).collect(Collectors.joining(", "));
    }
}
