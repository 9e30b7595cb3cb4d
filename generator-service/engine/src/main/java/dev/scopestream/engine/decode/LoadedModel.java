package dev.scopestream.engine.decode;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.prefix.PrefixCache;
import dev.scopestream.engine.program.EntryFormat;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.ModelWeights;
import dev.scopestream.engine.program.ProgramModel;
import dev.scopestream.engine.program.PromptTransfer;
import dev.scopestream.engine.program.RowTransfer;
import dev.scopestream.engine.program.ScopeProgram;
import dev.scopestream.engine.program.ScoreFunctions;
import dev.scopestream.engine.program.ScoreTrial;
import dev.scopestream.engine.resume.Snapshots;
import java.util.Set;

/** A checkpoint loaded for an engine: its description, its end-of-text tokens, and the program on its weights. */
final class LoadedModel implements AutoCloseable {
    private final ModelConfig config;
    private final ModelInfo info;
    private final Set<Integer> endOfText;
    private final NDManager manager;
    private final ScopeProgram program;
    private final ScoreFunctions functions;
    private final ModelWeights weights;
    private final EntryFormat format;
    private final Forward forward;

    /**
     * Loads the weights; the checkpoint is not needed afterwards.
     *
     * @param endOfText tokens that end a text
     * @throws dev.scopestream.engine.checkpoint.CheckpointException when a tensor is missing or has another shape
     * @throws dev.scopestream.engine.policy.PolicyException for a score function that doesn't compile or fails in a trial
     */
    LoadedModel(Checkpoint checkpoint, Set<Integer> endOfText, EngineOptions options, ScoreFunctions functions) {
        EngineOptions.Compute compute = options.compute();
        this.config = checkpoint.config();
        this.endOfText = Set.copyOf(endOfText);
        this.info = new ModelInfo(
                checkpoint.name(),
                checkpoint.weightsDigest(),
                new ModelInfo.Shape(
                        config.layers(),
                        config.heads(),
                        config.kvHeads(),
                        config.headDim(),
                        config.vocabularySize(),
                        config.contextLength()),
                compute.dtype(),
                compute.kvDtype());
        this.functions = functions;
        this.manager = compute.device().newManager();
        if (compute.threads() > 0) {
            JniUtils.setNumThreads(compute.threads());
        }
        this.program = ScoreTrial.load(compute.device(), functions, config, compute.dtype());
        this.weights = ModelWeights.load(
                program,
                manager,
                checkpoint,
                compute.dtype(),
                options.loading().kernels().select(compute.device(), compute.dtype()),
                options.loading().progress());
        this.format = EntryFormat.of(config.headDim(), compute.dtype(), compute.kvDtype());
        this.forward = Forward.of(new ProgramModel(
                program, weights, manager, config, compute.dtype().cache(), format));
    }

    ModelInfo info() {
        return info;
    }

    ModelConfig config() {
        return config;
    }

    /** Tokens that end a text. */
    Set<Integer> endOfText() {
        return endOfText;
    }

    /** Format of the cache's entries. */
    EntryFormat format() {
        return format;
    }

    Forward forward() {
        return forward;
    }

    /** Bytes of the weights, in all their forms. */
    long weightBytes() {
        return weights.bytes();
    }

    /** Snapshots of this model's requests. */
    Snapshots snapshots() {
        return new Snapshots(info, format, new RowTransfer(program, manager), functions);
    }

    /** An empty cache of this model's prompt prefixes; to be closed before the model. */
    PrefixCache newPrefixCache(int prefillChunk, long mostBytes) {
        return new PrefixCache(
                new PromptTransfer(program, manager, info),
                info,
                config.attention()::rotationLength,
                prefillChunk,
                mostBytes);
    }

    @Override
    public void close() {
        weights.close();
        program.close();
        manager.close();
    }
}
