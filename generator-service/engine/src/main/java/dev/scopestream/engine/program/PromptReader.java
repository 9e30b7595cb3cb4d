package dev.scopestream.engine.program;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.policy.PromptScoring;

/** The forward pass of prompts: chunk by chunk, and a chunk some layers at a time. */
public final class PromptReader {
    /** Of a query and key: whether the key is later, before the window, either. */
    private static final long MASK_BYTES = 3;

    private final ProgramModel model;

    PromptReader(ProgramModel model) {
        this.model = model;
    }

    /**
     * A chunk of a prompt.
     *
     * @param tokens of the chunk
     * @param start absolute position of the first
     * @param last whether the prompt ends with it
     * @param length tokens of the whole prompt
     * @param scoring which queries score the prompt's keys
     * @param observation number of last queries that score, for {@link PromptScoring#LAST_QUERIES}
     */
    public record Chunk(IntArray tokens, int start, boolean last, int length, PromptScoring scoring, int observation) {}

    /**
     * Bytes that a prompt takes while it is read: its scratch, and where it is read as one chunk ({@link
     * PromptScoring#ALL_QUERIES_REFERENCE}) what its layers compute at once, which grows with the square of its length.
     */
    public long bytes(int tokens, PromptScoring scoring) {
        ModelConfig config = model.config();
        long entry = 2L * config.kvHeads() * config.headDim() * model.dtype().bytes();
        boolean scored = scoring != PromptScoring.NONE;
        long scratch = (long) config.layers() * tokens * (entry + (scored ? (long) Float.BYTES * config.heads() : 0));
        return scoring == PromptScoring.ALL_QUERIES_REFERENCE ? scratch + wholeChunkBytes(tokens) : scratch;
    }

    /**
     * Of a chunk that is a whole prompt: two causal masks [T,T] and what they are made of, a group's weights [g,T,T] before and
     * after softmax, and a layer's activations [T].
     */
    private long wholeChunkBytes(long tokens) {
        ModelConfig config = model.config();
        long group = config.heads() / config.kvHeads();
        long dtype = model.dtype().bytes();
        long product = model.weights().kernels().promptDtype().bytes();
        long pair = 2 * (2 * product + MASK_BYTES) + 2 * group * product;
        long projected = (config.heads() + 2L * config.kvHeads()) * config.headDim();
        long token = (3 * projected + 4L * config.hiddenSize() + 3L * config.intermediateSize()) * dtype;
        return Math.addExact(Math.multiplyExact(Math.multiplyExact(tokens, tokens), pair), token * tokens);
    }

    /**
     * An empty scratch of a prompt.
     *
     * @throws PromptException where there is no memory for it
     */
    public PromptScratch newScratch(int tokens, boolean scored) {
        ModelConfig config = model.config();
        long[] cache = {config.layers(), config.kvHeads(), tokens, config.headDim()};
        long[] scores = {config.layers(), config.heads(), scored ? tokens : 0};
        Dtype dtype = model.dtype();
        try {
            return new PromptScratch(model.program(), model.manager(), cache, dtype, scores);
        } catch (EngineException e) {
            throw new PromptException(tokens, e);
        }
    }

    /** How many layers a chunk goes through. */
    public int layers() {
        return model.config().layers();
    }

    /**
     * Some layers of one chunk of a prompt; the scratch keeps what came out of the last of them.
     *
     * @param from the first of the layers; 0, or the {@code until} of the call before
     * @param until the layer after them
     * @throws PromptException where the program fails
     */
    public void read(PromptScratch scratch, Chunk chunk, int from, int until) {
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            scratch.below(a.own(model.program()
                    .call(
                            "prefill",
                            model.weights().model(),
                            scratch.boxed(),
                            a.of((PtNDArray) step.create(
                                    chunk.tokens().stream().asLongStream().toArray())),
                            a.of(chunk.start()),
                            a.of(chunk.last()),
                            a.of(chunk.length()),
                            a.of(chunk.scoring().code()),
                            a.of(chunk.observation()),
                            a.of(scratch.below()),
                            a.of(from),
                            a.of(until))));
        } catch (EngineException e) {
            throw new PromptException(chunk.length(), e);
        }
    }

    /** The first token of a prompt that went through all layers. */
    public Choice finish(PromptScratch scratch, int k) {
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            IValue result = a.own(
                    model.program().call("finish_prompt", model.weights().model(), a.of(scratch.below()), a.of(k)));
            return Choice.of(model.program(), step, a.own(result.toIValueTuple()), IntArray.of(k));
        }
    }
}
