package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.TiedHead;
import dev.scopestream.engine.program.layout.LayerField;
import dev.scopestream.engine.program.layout.ModelField;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** A checkpoint's weights on the device, as the program takes them. */
public final class ModelWeights implements AutoCloseable {
    private static final String LAYER = "model.layers.";

    private final NDManager manager;
    private final Dtype dtype;
    private final boolean reorder;
    private final MatrixPacker packer;
    private final IValue model;

    private ModelWeights(ScopeProgram program, NDManager parent, Checkpoint checkpoint, Dtype dtype) {
        this.manager = parent.newSubManager();
        this.dtype = dtype;
        this.reorder = program.device().reorders(dtype);
        this.packer = new MatrixPacker(program, manager, dtype, reorder);
        ModelConfig config = checkpoint.config();
        TiedHead.check(checkpoint);
        ModelDescription description = new ModelDescription(config, dtype, reorder);
        try (Arguments a = new Arguments()) {
            List<IValue> layers = new ArrayList<>();
            for (int l = 0; l < config.layers(); l++) {
                WeightList<LayerField> layer = layer(checkpoint, config, LAYER + l + ".");
                layers.add(a.own(program.call("layer_weights", a.of(layer.tensors()), a.of(description.options(l)))));
            }
            this.model = program.call(
                    "model",
                    a.ofAll(layers),
                    a.of(besidesLayers(checkpoint, config).tensors()),
                    a.of(description.dimensions()),
                    a.of(description.reals()));
        }
    }

    private WeightList<ModelField> besidesLayers(Checkpoint checkpoint, ModelConfig config) {
        long[] shape = {config.vocabularySize(), config.hiddenSize()};
        PtNDArray table = plain(checkpoint, dtype.cache(), "model.embed_tokens.weight", shape);
        String head = config.weights().tieEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
        Dtype headType = dtype.isInteger() ? Dtype.INT8 : dtype;
        List<PtNDArray> product = config.weights().tieEmbeddings() && !reorder
                ? packer.dense(table)
                : packer.pack(checkpoint.floats(head, shape), headType, config.vocabularySize(), config.hiddenSize());
        RopeTables ropes = new RopeTables(config);
        long kinds = config.attention().ropes().size();
        long[] scales = {kinds, config.heads() + config.kvHeads(), config.headDim()};
        return new WeightList<>(ModelField.class)
                .put(ModelField.EMBEDDING, table)
                .put(ModelField.NORM, finalNorm(checkpoint, config))
                .put(ModelField.HEAD, product)
                .put(ModelField.FREQUENCIES, floats(ropes.frequencies(), kinds, config.headDim()))
                .put(ModelField.COSINE_SCALE, floats(ropes.cosineScales(), scales))
                .put(ModelField.SINE_SCALE, floats(ropes.sineScales(), scales))
                .put(
                        ModelField.HEAD_ROWS,
                        config.weights().tieEmbeddings() ? table : reorder ? packer.absent() : product.get(0))
                .put(ModelField.ROTATION, floats(Rotation.of(config.headDim()), config.headDim(), config.headDim()));
    }

    private PtNDArray norm(Checkpoint checkpoint, ModelConfig config, String name, long size) {
        PtNDArray weights = plain(checkpoint, dtype.wide(), name, size);
        double offset = config.norms().offset();
        return offset == 0 ? weights : weights.add(offset);
    }

    /** The last norm's weights; the factor of logits is in them. */
    private PtNDArray finalNorm(Checkpoint checkpoint, ModelConfig config) {
        PtNDArray norm = norm(checkpoint, config, "model.norm.weight", config.hiddenSize());
        double factor = config.multipliers().logits();
        return factor == 1 ? norm : norm.mul(factor);
    }

    /**
     * Reads all weights; matrix products of bf16 weights get them reordered once (oneDNN), which doesn't change results.
     * Rounded ones are kept as integers, for few tokens, and as the bf16 numbers that these stand for.
     *
     * @throws dev.scopestream.engine.checkpoint.CheckpointException for a missing tensor or one of the wrong shape
     */
    public static ModelWeights load(ScopeProgram program, NDManager parent, Checkpoint checkpoint, Dtype dtype) {
        return new ModelWeights(program, parent, checkpoint, dtype);
    }

    private WeightList<LayerField> layer(Checkpoint c, ModelConfig config, String at) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        long q = (long) config.heads() * config.headDim();
        long kv = (long) config.kvHeads() * config.headDim();
        String attention = at + "self_attn.";
        WeightList<LayerField> layer = new WeightList<>(LayerField.class)
                .put(
                        LayerField.QKV,
                        fused(c, hidden, attention + "qkv_proj.weight", projections(attention, "weight"), q, kv, kv))
                .put(LayerField.QKV_BIAS, packer.absent())
                .put(LayerField.OUTPUT, matrix(c, q, List.of(attention + "o_proj.weight"), hidden))
                .put(LayerField.OUTPUT_BIAS, packer.absent())
                .put(
                        LayerField.GATE_UP,
                        fused(
                                c,
                                hidden,
                                at + "mlp.gate_up_proj.weight",
                                List.of(at + "mlp.gate_proj.weight", at + "mlp.up_proj.weight"),
                                inner,
                                inner))
                .put(LayerField.DOWN, matrix(c, inner, List.of(at + "mlp.down_proj.weight"), hidden));
        if (config.attention().qkvBias()) {
            layer.put(LayerField.QKV_BIAS, bias(c, projections(attention, "bias"), q, kv, kv));
        }
        new LayerNorms(config, (name, size) -> norm(c, config, at + name, size), packer.absent()).put(layer);
        if (config.attention().outputBias()) {
            layer.put(LayerField.OUTPUT_BIAS, plain(c, dtype.cache(), attention + "o_proj.bias", hidden));
        }
        return layer;
    }

    private static List<String> projections(String attention, String kind) {
        return List.of(attention + "q_proj." + kind, attention + "k_proj." + kind, attention + "v_proj." + kind);
    }

    /** A weight that isn't multiplied with as a matrix. */
    private PtNDArray plain(Checkpoint c, Dtype type, String name, long... shape) {
        return packer.plain(c.floats(name, shape), type, false, shape);
    }

    /** Matrices of one width, one above the other as one. */
    private List<PtNDArray> matrix(Checkpoint c, long width, List<String> names, long... rows) {
        ByteBuffer joined = joined(rows, width, i -> c.floats(names.get(i), rows[i], width));
        return packer.pack(joined, dtype, Arrays.stream(rows).sum(), width);
    }

    /** Matrices one above the other, which some families store as one. */
    private List<PtNDArray> fused(Checkpoint c, long width, String one, List<String> names, long... rows) {
        return c.has(one) ? matrix(c, width, List.of(one), Arrays.stream(rows).sum()) : matrix(c, width, names, rows);
    }

    private PtNDArray bias(Checkpoint c, List<String> names, long... sizes) {
        ByteBuffer joined = joined(sizes, 1, i -> c.floats(names.get(i), sizes[i]));
        return packer.plain(joined, dtype.cache(), false, Arrays.stream(sizes).sum());
    }

    private static ByteBuffer joined(long[] rows, long width, IntFunction<ByteBuffer> parts) {
        if (rows.length == 1) {
            return parts.apply(0);
        }
        long all = Arrays.stream(rows).sum() * width * Float.BYTES;
        ByteBuffer joined = ByteBuffer.allocateDirect(Math.toIntExact(all)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows.length; i++) {
            joined.put(parts.apply(i));
        }
        return joined.flip();
    }

    private PtNDArray floats(float[] values, long... shape) {
        return (PtNDArray) manager.create(values, new Shape(shape));
    }

    /** Bytes of all tensors. */
    public long bytes() {
        return packer.bytes();
    }

    /** The program's {@code Model} of these weights. */
    IValue model() {
        return model;
    }

    @Override
    public void close() {
        model.close();
        manager.close();
    }
}
