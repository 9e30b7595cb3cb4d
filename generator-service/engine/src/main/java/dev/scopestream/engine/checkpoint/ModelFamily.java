package dev.scopestream.engine.checkpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The model families that there is a program for, by config.json's {@code model_type}. */
public enum ModelFamily {
    LLAMA,
    MISTRAL,
    QWEN2,
    QWEN3;

    /** The name in config.json. */
    public String modelType() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them, for messages. */
    static String listed() {
        return Arrays.stream(values()).map(ModelFamily::modelType).collect(Collectors.joining(", "));
    }
}
