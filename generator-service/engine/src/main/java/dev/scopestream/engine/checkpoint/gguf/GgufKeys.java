package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.CheckpointException;
import java.util.List;
import java.util.Optional;

/** The keys of a file's architecture: {@code llama.block_count} is {@code block_count} here. */
record GgufKeys(GgufMetadata metadata, GgufArchitecture architecture) {

    static GgufKeys of(GgufMetadata metadata) {
        return new GgufKeys(metadata, GgufArchitecture.of(metadata));
    }

    private String full(String name) {
        return architecture.key() + "." + name;
    }

    boolean has(String name) {
        return metadata.has(full(name));
    }

    CheckpointException error(String name, String reason) {
        return metadata.error(full(name), reason);
    }

    int required(String name, int least, int most) {
        return metadata.integer(full(name), least, most).orElseThrow(() -> error(name, "is missing"));
    }

    int integer(String name, int least, int most, int otherwise) {
        return metadata.integer(full(name), least, most).orElse(otherwise);
    }

    /** The shortest decimal of a float: 1e-5 is stored as 9.999999747378752e-06. */
    Optional<Double> number(String name, double least, double most) {
        return metadata.number(full(name), least, most)
                .map(number -> Double.parseDouble(Float.toString(number.floatValue())));
    }

    Optional<String> text(String name) {
        return metadata.text(full(name));
    }

    boolean isList(String name) {
        return metadata.isList(full(name));
    }

    List<Long> integers(String name) {
        return metadata.integers(full(name));
    }

    /** Refuses keys that are above 0. */
    void refuse(String reason, String... names) {
        for (String name : names) {
            if (metadata.number(full(name), -1e30, 1e30).orElse(0.0) != 0) {
                throw error(name, reason);
            }
        }
    }
}
