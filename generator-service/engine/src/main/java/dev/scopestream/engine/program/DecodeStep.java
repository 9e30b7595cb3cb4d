package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One decode step: one native call, and one more for each layer that has to read what it wants to recall. */
final class DecodeStep implements AutoCloseable {
    private static final int RECALLS = 6;

    private final ScopeProgram program;
    private final NDManager manager;
    private final Arguments arguments = new Arguments();
    private final ModelConfig config;
    private final StepInput input;
    private final IValue[] common;
    private final boolean recalls;

    DecodeStep(ScopeProgram program, ModelWeights weights, NDManager parent, ModelConfig config, StepInput input) {
        this.program = program;
        this.manager = parent.newSubManager();
        this.config = config;
        this.input = input;
        int layers = config.layers();
        List<PtNDArray> pools = new ArrayList<>();
        List<PtNDArray> plans = new ArrayList<>();
        List<PtNDArray> rates = new ArrayList<>();
        int batch = input.pools().stream().mapToInt(p -> p.pool().rows()).sum();
        long[] tokens = new long[batch];
        long[] positions = new long[batch];
        int width = 7 + 4 * layers;
        long[] numbers = new long[input.pools().size() * width];
        int row = 0;
        int at = 0;
        boolean any = false;
        for (StepInput.PoolStep p : input.pools()) {
            int n = p.pool().rows();
            pools.addAll(p.pool().tensors());
            plans.add((PtNDArray) manager.create(p.plan(), new Shape(7L * layers + 3, n)));
            rates.add((PtNDArray) manager.create(p.rates(), new Shape(4, n)));
            System.arraycopy(p.tokens(), 0, tokens, row, n);
            System.arraycopy(p.positions(), 0, positions, row, n);
            System.arraycopy(p.numbers(), 0, numbers, at, width);
            any |= p.numbers()[RECALLS] == 1;
            row += n;
            at += width;
        }
        this.recalls = any;
        this.common = new IValue[] {
            weights.weights(),
            weights.dimensions(),
            weights.epsilon(),
            arguments.of(pools),
            arguments.of((PtNDArray) manager.create(tokens)),
            arguments.of((PtNDArray) manager.create(positions)),
            arguments.of(plans),
            arguments.of(rates),
            arguments.of(numbers)
        };
    }

    Choice run(EntryReader reader) {
        IValue k = arguments.of(input.k());
        if (!recalls) {
            return Choice.of(program, manager, call("step", k), input.k());
        }
        IValue state = arguments.of(List.of());
        IValue fetched = arguments.of(List.of());
        int layer = 0;
        while (true) {
            IValue[] result = call("recall", state, arguments.of(layer), fetched, k);
            layer = (int) result[0].toLong();
            if (layer == config.layers()) {
                return Choice.of(program, manager, Arrays.copyOfRange(result, 3, 6), input.k());
            }
            state = result[1];
            fetched = arguments.of(read(
                    reader, layer, program.toHost(manager, List.of(result[2].toTensorArray((PtNDManager) manager)))));
        }
    }

    /** A step of texts that are known, as {@link Forward#follow}. */
    List<Forward.Likelihood> follow(long[] targets) {
        IValue[] result = call("follow", arguments.of((PtNDArray) manager.create(targets)));
        float[] logs = result[0].toTensor((PtNDManager) manager).toFloatArray();
        long[] best = result[1].toTensor((PtNDManager) manager).toLongArray();
        return IntStream.range(0, logs.length)
                .mapToObj(i -> new Forward.Likelihood(logs[i], Math.toIntExact(best[i])))
                .toList();
    }

    private IValue[] call(String method, IValue... more) {
        IValue[] all = Arrays.copyOf(common, common.length + more.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return arguments.own(arguments.own(program.call(method, all)).toIValueTuple());
    }

    private List<PtNDArray> read(EntryReader reader, int layer, List<PtNDArray> wants) {
        List<PtNDArray> fetched = new ArrayList<>();
        for (int p = 0; p < wants.size(); p++) {
            int[] numbers = wants.get(p).isEmpty() ? new int[0] : wants.get(p).toIntArray();
            EntryReader.Fetched f = reader.read(input.pools().get(p).pool(), layer, numbers);
            Shape shape = new Shape(f.found().remaining(), config.headDim());
            fetched.add((PtNDArray) manager.create(f.keys(), shape, DataType.FLOAT32));
            fetched.add((PtNDArray) manager.create(f.values(), shape, DataType.FLOAT32));
            fetched.add(
                    (PtNDArray) manager.create(f.found(), new Shape(f.found().remaining()), DataType.INT64));
        }
        return fetched;
    }

    @Override
    public void close() {
        arguments.close();
        manager.close();
    }
}
