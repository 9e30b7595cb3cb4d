package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.ModelFamily;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values of {@code general.architecture} that are read. Mistral's files call themselves llama: the same arithmetic. */
enum GgufArchitecture {
    LLAMA(ModelFamily.LLAMA, true, Windows.EVERY_LAYER),
    QWEN2(ModelFamily.QWEN2, false, Windows.EVERY_LAYER),
    QWEN3(ModelFamily.QWEN3, false, Windows.EVERY_LAYER),
    PHI3(ModelFamily.PHI3, false, Windows.EVERY_LAYER),
    GEMMA3(ModelFamily.GEMMA3, false, Windows.BY_PATTERN),
    SMOLLM3(ModelFamily.SMOLLM3, true, Windows.NONE),
    GRANITE(ModelFamily.GRANITE, true, Windows.NONE),
    /** Also OLMo 3, which has windows. */
    OLMO2(ModelFamily.OLMO2, false, Windows.BY_PATTERN);

    /** Which layers {@code attention.sliding_window} is for. */
    enum Windows {
        NONE,
        EVERY_LAYER,
        /** Those that {@code attention.sliding_window_pattern} says. */
        BY_PATTERN
    }

    private final ModelFamily family;
    private final boolean pairedRows;
    private final Windows windows;

    GgufArchitecture(ModelFamily family, boolean pairedRows, Windows windows) {
        this.family = family;
        this.pairedRows = pairedRows;
        this.windows = windows;
    }

    /** The name in the file. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    ModelFamily family() {
        return family;
    }

    /** Whether rows of query and key projections that rotate together are side by side. */
    boolean pairedRows() {
        return pairedRows;
    }

    Windows windows() {
        return windows;
    }

    /** Where the file has no pattern, so many layers follow each other of which the last attends to all tokens. */
    int windowPattern() {
        return this == OLMO2 ? 4 : 6;
    }

    /** Whether {@code rope.dimension_count} may be less than a head's length. */
    boolean rotatesPartly() {
        return this == PHI3;
    }

    /** Where norms stand. Gemma's weights are stored with their offset of 1 added. */
    ModelConfig.Norms norms() {
        return switch (this) {
            case GEMMA3 -> new ModelConfig.Norms(true, true, false, 0);
            case OLMO2 -> new ModelConfig.Norms(false, true, true, 0);
            default -> ModelConfig.Norms.STANDARD;
        };
    }

    /**
     * Whether a layer has rotary positions. No key says so: llama.cpp has SmolLM3's interval of 4 in its code
     * (src/models/smollm3.cpp).
     */
    boolean rotates(int layer) {
        return this != SMOLLM3 || (layer + 1) % 4 != 0;
    }

    static GgufArchitecture of(GgufMetadata metadata) {
        String key = "general.architecture";
        String name = metadata.text(key).orElse("");
        return Arrays.stream(values())
                .filter(a -> a.key().equals(name))
                .findFirst()
                .orElseThrow(() -> metadata.error(
                        key,
                        "'" + name + "' isn't supported; supported are: "
                                + Arrays.stream(values())
                                        .map(GgufArchitecture::key)
                                        .collect(Collectors.joining(", "))));
    }
}
