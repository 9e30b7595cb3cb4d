package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.KernelChoice;
import dev.scopestream.engine.LoadProgress;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.TiedHead;
import dev.scopestream.engine.program.layout.LayerField;
import dev.scopestream.engine.program.layout.ModelField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A checkpoint's weights on the device, as the program takes them. */
public final class ModelWeights implements AutoCloseable {
    private static final String LAYER = "model.layers.";

    private final NDManager manager;
    private final ScopeProgram program;
    private final Dtype dtype;
    private final KernelChoice kernels;
    private final IValue model;
    private final long bytes;

    private ModelWeights(
            ScopeProgram program,
            NDManager parent,
            Checkpoint checkpoint,
            Dtype dtype,
            KernelChoice kernels,
            LoadProgress progress) {
        this.manager = parent.newSubManager();
        this.program = program;
        this.dtype = dtype;
        this.kernels = kernels;
        ReadBytes read = new ReadBytes(checkpoint, progress);
        try (LoadThreads threads = LoadThreads.of(program, manager);
                MatrixLoader loader = new MatrixLoader(
                        program,
                        manager,
                        new PieceReader(manager, PieceReader.PIECE, threads, read::add),
                        dtype,
                        kernels.reordered())) {
            this.model = load(checkpoint, loader);
            this.bytes = loader.bytes();
        }
        read.end();
    }

    private IValue load(Checkpoint checkpoint, MatrixLoader loader) {
        ModelConfig config = checkpoint.config();
        TiedHead.check(checkpoint);
        ModelDescription description = new ModelDescription(config, dtype, kernels, packedLayout());
        try (Arguments a = new Arguments()) {
            WeightList<ModelField> besides = besidesLayers(checkpoint, loader);
            // the head's memory was the largest
            loader.close();
            List<IValue> layers = new ArrayList<>();
            for (int l = 0; l < config.layers(); l++) {
                WeightList<LayerField> layer = layer(checkpoint, loader, LAYER + l + ".");
                layers.add(a.own(program.call("layer_weights", a.of(layer.tensors()), a.of(description.options(l)))));
            }
            return program.call(
                    "model",
                    a.ofAll(layers),
                    a.of(besides.tensors()),
                    a.of(description.dimensions()),
                    a.of(description.reals()));
        }
    }

    private List<Long> packedLayout() {
        return dtype == Dtype.INT4
                ? LongStream.of(program.packedLayout()).boxed().toList()
                : List.of(0L, 0L);
    }

    private WeightList<ModelField> besidesLayers(Checkpoint checkpoint, MatrixLoader loader) {
        ModelConfig config = checkpoint.config();
        RopeTables ropes = new RopeTables(config);
        long kinds = config.attention().ropes().size();
        long[] scales = {kinds, config.heads() + config.kvHeads(), config.headDim()};
        WeightList<ModelField> weights = new WeightList<>(ModelField.class);
        new HeadLoader(checkpoint, loader, dtype, kernels.reordered()).put(weights);
        return weights.put(ModelField.NORM, finalNorm(checkpoint, loader))
                .put(ModelField.FREQUENCIES, floats(ropes.frequencies(), kinds, config.headDim()))
                .put(ModelField.LONG_NUMERATORS, floats(ropes.longNumerators(), kinds, config.headDim()))
                .put(ModelField.LONG_EXPONENTS, floats(ropes.longExponents(), kinds, config.headDim()))
                .put(ModelField.GROWTH, floats(ropes.growth(), kinds, RopeTables.GROWTH))
                .put(ModelField.COSINE_SCALE, floats(ropes.cosineScales(), scales))
                .put(ModelField.SINE_SCALE, floats(ropes.sineScales(), scales))
                .put(ModelField.ROTATION, floats(Rotation.of(config.headDim()), config.headDim(), config.headDim()))
                .put(
                        ModelField.SCRATCH,
                        scratch(WideningScratch.integers(config, dtype, kernels), kernels.integerDtype()))
                .put(ModelField.FLOATS, scratch(WideningScratch.floats(config, dtype, kernels), Dtype.FP32));
    }

    private PtNDArray scratch(long elements, Dtype type) {
        return program.uninitialized(manager, type, elements);
    }

    private PtNDArray norm(Checkpoint c, MatrixLoader loader, String name, long size) {
        PtNDArray weights = loader.tensor(StoredRows.vector(c, List.of(name), size), dtype.wide(), size);
        double offset = c.config().norms().offset();
        return offset == 0 ? weights : weights.add(offset);
    }

    /** The last norm's weights; the factor of logits is in them. */
    private PtNDArray finalNorm(Checkpoint c, MatrixLoader loader) {
        PtNDArray norm = norm(c, loader, "model.norm.weight", c.config().hiddenSize());
        double factor = c.config().multipliers().logits();
        return factor == 1 ? norm : norm.mul(factor);
    }

    /**
     * Reads all weights, a piece of a tensor at a time. Matrices of bf16 weights are reordered once (oneDNN) where that is
     * chosen, which doesn't change results; rounded ones are integers and scales.
     *
     * @throws dev.scopestream.engine.checkpoint.CheckpointException for a missing tensor or one of the wrong shape
     */
    public static ModelWeights load(
            ScopeProgram program,
            NDManager parent,
            Checkpoint checkpoint,
            Dtype dtype,
            KernelChoice kernels,
            LoadProgress progress) {
        return new ModelWeights(program, parent, checkpoint, dtype, kernels, progress);
    }

    private WeightList<LayerField> layer(Checkpoint c, MatrixLoader loader, String at) {
        ModelConfig config = c.config();
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        long q = (long) config.heads() * config.headDim();
        long kv = (long) config.kvHeads() * config.headDim();
        String attention = at + "self_attn.";
        List<String> gateUp = List.of(at + "mlp.gate_proj.weight", at + "mlp.up_proj.weight");
        WeightList<LayerField> layer = new WeightList<>(LayerField.class)
                .put(
                        LayerField.QKV,
                        loader.product(
                                fused(
                                        c,
                                        hidden,
                                        attention + "qkv_proj.weight",
                                        projections(attention, "weight"),
                                        q,
                                        kv,
                                        kv),
                                dtype))
                .put(LayerField.QKV_BIAS, loader.absent())
                .put(LayerField.OUTPUT, matrix(c, loader, attention + "o_proj.weight", hidden, q))
                .put(LayerField.OUTPUT_BIAS, loader.absent())
                .put(
                        LayerField.GATE_UP,
                        loader.product(fused(c, hidden, at + "mlp.gate_up_proj.weight", gateUp, inner, inner), dtype))
                .put(LayerField.DOWN, matrix(c, loader, at + "mlp.down_proj.weight", hidden, inner));
        if (config.attention().qkvBias()) {
            layer.put(LayerField.QKV_BIAS, bias(c, loader, projections(attention, "bias"), q, kv, kv));
        }
        new LayerNorms(config, (name, size) -> norm(c, loader, at + name, size), loader.absent()).put(layer);
        if (config.attention().outputBias()) {
            layer.put(LayerField.OUTPUT_BIAS, bias(c, loader, List.of(attention + "o_proj.bias"), hidden));
        }
        return layer;
    }

    private static List<String> projections(String attention, String kind) {
        return List.of(attention + "q_proj." + kind, attention + "k_proj." + kind, attention + "v_proj." + kind);
    }

    private List<PtNDArray> matrix(Checkpoint c, MatrixLoader loader, String name, long rows, long width) {
        return loader.product(StoredRows.matrix(c, List.of(name), width, rows), dtype);
    }

    /** Matrices one above the other, which some families store as one. */
    private static StoredRows fused(Checkpoint c, long width, String one, List<String> names, long... rows) {
        return c.has(one)
                ? StoredRows.matrix(c, List.of(one), width, Arrays.stream(rows).sum())
                : StoredRows.matrix(c, names, width, rows);
    }

    private PtNDArray bias(Checkpoint c, MatrixLoader loader, List<String> names, long... sizes) {
        return loader.tensor(
                StoredRows.vector(c, names, sizes),
                dtype.cache(),
                Arrays.stream(sizes).sum());
    }

    private PtNDArray floats(float[] values, long... shape) {
        return (PtNDArray) manager.create(values, new Shape(shape));
    }

    /** Bytes of all tensors. */
    public long bytes() {
        return bytes;
    }

    /** What they are held for. */
    KernelChoice kernels() {
        return kernels;
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
