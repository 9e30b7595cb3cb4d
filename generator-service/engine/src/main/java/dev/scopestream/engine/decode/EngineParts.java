package dev.scopestream.engine.decode;

import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.model.ModelFiles;
import dev.scopestream.engine.prefix.PrefixCache;
import dev.scopestream.engine.runtime.AvailableMemory;
import dev.scopestream.engine.runtime.Telemetry;
import dev.scopestream.engine.text.PromptEncoder;
import java.nio.file.Path;

/** What an engine is assembled from, besides its scheduler. */
record EngineParts(
        LoadedModel model, PromptEncoder encoder, Admission admission, Resumption resumption, PrefixCache prefixes)
        implements AutoCloseable {

    /**
     * Loads a checkpoint.
     *
     * @param text whether its tokenizer and chat template are needed
     * @throws dev.scopestream.engine.checkpoint.CheckpointException when a file is missing, broken, or of another family
     * @throws dev.scopestream.engine.policy.PolicyException when a policy of another jar can't be used
     */
    static EngineParts load(Path directory, EngineOptions options, boolean text) {
        return load(directory, options, text, Policies.standard());
    }

    /** Likewise, with given policies. */
    static EngineParts load(Path directory, EngineOptions options, boolean text, Policies policies) {
        Telemetry.switchOff();
        try (Checkpoint checkpoint = ModelFiles.open(directory)) {
            AvailableMemory.of(AvailableMemory.LINUX)
                    .ifPresent(available -> MemoryCheck.check(checkpoint, options, available));
            PromptEncoder encoder = text ? PromptEncoder.open(directory, options.prompts()) : PromptEncoder.none();
            LoadedModel model =
                    new LoadedModel(checkpoint, EndOfText.of(checkpoint, encoder), options, policies.functions());
            EngineOptions.Memory memory = options.memory();
            return new EngineParts(
                    model,
                    encoder,
                    new Admission(
                            policies,
                            model,
                            memory.kvBytes(),
                            options.schedule().maxBatch()),
                    new Resumption(model.snapshots()),
                    model.newPrefixCache(options.schedule().prefillChunk(), memory.prefixBytes()));
        }
    }

    @Override
    public void close() {
        prefixes.close();
        model.close();
        encoder.close();
    }
}
