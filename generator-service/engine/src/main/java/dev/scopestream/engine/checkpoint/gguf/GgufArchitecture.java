package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.ModelFamily;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Values of {@code general.architecture} that are read. Mistral's files call themselves llama: the same arithmetic. */
enum GgufArchitecture {
    LLAMA(ModelFamily.LLAMA, true),
    QWEN2(ModelFamily.QWEN2, false),
    QWEN3(ModelFamily.QWEN3, false);

    private final ModelFamily family;
    private final boolean pairedRows;

    GgufArchitecture(ModelFamily family, boolean pairedRows) {
        this.family = family;
        this.pairedRows = pairedRows;
    }

    ModelFamily family() {
        return family;
    }

    /** Whether rows of query and key projections that rotate together are side by side. */
    boolean pairedRows() {
        return pairedRows;
    }

    static GgufArchitecture of(GgufMetadata metadata) {
        String key = "general.architecture";
        String name = metadata.text(key).orElse("");
        return find(name)
                .orElseThrow(() -> metadata.error(
                        key,
                        "'" + name + "' isn't supported; supported are: "
                                + Arrays.stream(values())
                                        .map(a -> a.family.modelType())
                                        .collect(Collectors.joining(", "))));
    }

    private static Optional<GgufArchitecture> find(String name) {
        return Arrays.stream(values())
                .filter(a -> a.family.modelType().equals(name))
                .findFirst();
    }
}
