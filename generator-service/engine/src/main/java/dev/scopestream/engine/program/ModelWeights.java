package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.ModelConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A checkpoint's weights on the device, in the order that {@code scope.py} takes them. */
public final class ModelWeights implements AutoCloseable {
    private static final String LAYER = "model.layers.";
    /** Up to so many tokens a rounded matrix's bytes cost more than its products: more go through the bf16 one. */
    private static final int TOKENS_BY_INTEGERS = 4;

    private final ScopeProgram program;
    private final NDManager manager;
    private final Dtype dtype;
    private final boolean reorder;
    private final MatrixPacker packer;
    private final IValue weights;
    private final IValue dimensions;
    private final IValue epsilon;
    private final PtNDArray rotation;

    private ModelWeights(ScopeProgram program, NDManager parent, Checkpoint checkpoint, Dtype dtype) {
        this.program = program;
        this.manager = parent.newSubManager();
        this.dtype = dtype;
        this.reorder = program.device().reorders(dtype);
        this.packer = new MatrixPacker(program, manager, dtype, reorder);
        ModelConfig config = checkpoint.config();
        List<PtNDArray> list = new ArrayList<>();
        for (int l = 0; l < config.layers(); l++) {
            layer(list, checkpoint, config, LAYER + l + ".");
        }
        long[] embedding = {config.vocabularySize(), config.hiddenSize()};
        PtNDArray table = plain(checkpoint, dtype.cache(), "model.embed_tokens.weight", embedding);
        list.add(table);
        list.add(plain(checkpoint, dtype.wide(), "model.norm.weight", config.hiddenSize()));
        String head = config.tieEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
        Dtype headType = dtype.isInteger() ? Dtype.INT8 : dtype;
        PtNDArray product = config.tieEmbeddings() && !reorder
                ? table
                : packer.pack(
                        checkpoint.floats(head, embedding), headType, config.vocabularySize(), config.hiddenSize());
        list.add(product);
        list.add(floats(config.inverseFrequencies(), config.headDim() / 2));
        float[] scale = new float[config.heads() + config.kvHeads()];
        Arrays.fill(scale, 1f);
        Arrays.fill(scale, 0, config.heads(), (float) (1 / Math.sqrt(config.headDim())));
        list.add(floats(scale, scale.length, 1));
        list.add(config.tieEmbeddings() ? table : reorder ? absent() : product);
        this.rotation = floats(Rotation.of(config.headDim()), config.headDim(), config.headDim());
        list.add(rotation);
        list.addAll(packer.rounded());
        this.weights = IValue.listFrom(list.toArray(PtNDArray[]::new));
        this.dimensions = IValue.listFrom(
                config.layers(),
                config.heads(),
                config.kvHeads(),
                config.headDim(),
                reorder ? 1 : 0,
                config.slidingWindow().orElse(0),
                dtype.scalarType(),
                dtype.wide().scalarType(),
                dtype.isInteger() ? TOKENS_BY_INTEGERS : 0);
        this.epsilon = IValue.from(config.rmsNormEps());
    }

    /**
     * Reads all weights; matrix products of bf16 weights get them reordered once (oneDNN), which leaves results unchanged.
     * Rounded ones are kept as integers, for few tokens, and as the bf16 numbers that these stand for.
     *
     * @throws dev.scopestream.engine.checkpoint.CheckpointException for a missing tensor or one of the wrong shape
     */
    public static ModelWeights load(ScopeProgram program, NDManager parent, Checkpoint checkpoint, Dtype dtype) {
        return new ModelWeights(program, parent, checkpoint, dtype);
    }

    private void layer(List<PtNDArray> list, Checkpoint c, ModelConfig config, String at) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        long q = (long) config.heads() * config.headDim();
        long kv = (long) config.kvHeads() * config.headDim();
        String attention = at + "self_attn.";
        list.add(plain(c, dtype.wide(), at + "input_layernorm.weight", hidden));
        list.add(fused(
                c,
                new String[] {attention + "q_proj.weight", attention + "k_proj.weight", attention + "v_proj.weight"},
                new long[] {q, kv, kv},
                hidden));
        list.add(
                config.qkvBias()
                        ? fused(
                                c,
                                new String[] {
                                    attention + "q_proj.bias", attention + "k_proj.bias", attention + "v_proj.bias"
                                },
                                new long[] {q, kv, kv})
                        : absent());
        list.add(config.qkNorm() ? plain(c, dtype.wide(), attention + "q_norm.weight", config.headDim()) : absent());
        list.add(config.qkNorm() ? plain(c, dtype.wide(), attention + "k_norm.weight", config.headDim()) : absent());
        list.add(product(c, attention + "o_proj.weight", hidden, q));
        list.add(config.outputBias() ? plain(c, dtype.cache(), attention + "o_proj.bias", hidden) : absent());
        list.add(plain(c, dtype.wide(), at + "post_attention_layernorm.weight", hidden));
        list.add(fused(
                c,
                new String[] {at + "mlp.gate_proj.weight", at + "mlp.up_proj.weight"},
                new long[] {inner, inner},
                hidden));
        list.add(product(c, at + "mlp.down_proj.weight", hidden, inner));
    }

    private PtNDArray absent() {
        return program.filled(manager, dtype.cache(), 0, 0);
    }

    /** A weight that isn't multiplied with as a matrix. */
    private PtNDArray plain(Checkpoint c, Dtype type, String name, long... shape) {
        return packer.plain(c.floats(name, shape), type, false, shape);
    }

    private PtNDArray product(Checkpoint c, String name, long rows, long width) {
        return packer.pack(c.floats(name, rows, width), dtype, rows, width);
    }

    /** Several tensors stacked along their first dimension; {@code rest} are the other dimensions. */
    private PtNDArray fused(Checkpoint c, String[] names, long[] rows, long... rest) {
        long width = rest.length == 0 ? 1 : rest[0];
        long all = Arrays.stream(rows).sum();
        ByteBuffer joined = ByteBuffer.allocateDirect(Math.toIntExact(all * width * Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < names.length; i++) {
            joined.put(c.floats(names[i], shape(rows[i], rest)));
        }
        return rest.length > 0
                ? packer.pack(joined.flip(), dtype, all, width)
                : packer.plain(joined.flip(), dtype.cache(), false, all);
    }

    private static long[] shape(long first, long... rest) {
        return rest.length == 0 ? new long[] {first} : new long[] {first, rest[0]};
    }

    private PtNDArray floats(float[] values, long... shape) {
        return (PtNDArray) manager.create(values, new Shape(shape));
    }

    /** Bytes of all tensors. */
    public long bytes() {
        return packer.bytes();
    }

    IValue weights() {
        return weights;
    }

    IValue dimensions() {
        return dimensions;
    }

    /** That of recall's codes, [D,D]. */
    PtNDArray rotation() {
        return rotation;
    }

    IValue epsilon() {
        return epsilon;
    }

    @Override
    public void close() {
        weights.close();
        dimensions.close();
        epsilon.close();
        manager.close();
    }
}
