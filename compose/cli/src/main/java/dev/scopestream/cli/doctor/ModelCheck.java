package dev.scopestream.cli.doctor;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.model.ModelFiles;
import dev.scopestream.engine.runtime.AvailableMemory;
import dev.scopestream.engine.text.TextCodec;
import java.nio.file.Path;

/** A model's files: whether headers, configuration and tokenizer can be used, and whether its weights fit into memory. */
final class ModelCheck {
    private static final String NAME = "model";

    private final Diagnosis diagnosis;

    ModelCheck(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    void run(Path model) throws InterruptedException {
        diagnosis.look(NAME, "name a Hugging Face directory or a GGUF file with --model", () -> look(model));
    }

    private void look(Path model) {
        String name;
        long bytes = 0;
        int layers;
        try (Checkpoint checkpoint = ModelFiles.open(model)) {
            name = checkpoint.name();
            layers = checkpoint.config().layers();
            for (String tensor : checkpoint.names()) {
                bytes += checkpoint.bytes(tensor);
            }
        }
        int tokens;
        try (TextCodec codec = TextCodec.open(model)) {
            tokens = codec.encode("one two", false).size();
        }
        String found = name + " in " + model + ": " + layers + " layers, weights of " + Amounts.bytes((double) bytes)
                + ", a tokenizer that works (2 words, " + tokens + " tokens)";
        long available = AvailableMemory.of(AvailableMemory.LINUX)
                .map(AvailableMemory::bytes)
                .orElse(Long.MAX_VALUE);
        if (bytes > available) {
            diagnosis.wrong(
                    NAME,
                    found + ", more than the " + Amounts.bytes((double) available) + " that are available",
                    "scope.dtype=int8 or int4 takes less; a smaller model; more memory");
        } else {
            diagnosis.ok(NAME, found);
        }
    }
}
