package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.program.layout.RateRow;
import dev.scopestream.engine.program.layout.StepCount;
import dev.scopestream.engine.program.layout.StepTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One decode step: one native call, and one more for each layer that has to fetch entries that it recalls. */
final class DecodeStep implements AutoCloseable {
    private final ProgramModel model;
    private final NDManager manager;
    private final Arguments arguments = new Arguments();
    private final StepInput input;
    private final StepBuffers buffers;
    private final IValue[] common;

    /** @param buffers that no other step uses until this one is closed */
    DecodeStep(ProgramModel model, StepInput input, StepBuffers buffers) {
        buffers.begin();
        this.model = model;
        this.manager = model.manager().newSubManager();
        this.input = input;
        this.buffers = buffers;
        List<IValue> pools = new ArrayList<>();
        List<PtNDArray> plans = new ArrayList<>();
        List<PtNDArray> rates = new ArrayList<>();
        List<IValue> counts = new ArrayList<>();
        for (StepInput.PoolStep p : input.pools()) {
            StepTable table = p.table();
            pools.add(p.pool().boxed());
            plans.add(buffers.tensor(manager, table.plan(), new Shape(table.planRows(), table.rows())));
            rates.add(buffers.tensor(manager, table.rates(), new Shape(RateRow.values().length, table.rows())));
            counts.add(arguments.of(table.counts()));
        }
        long[] tokens = input.pools().stream()
                .flatMapToLong(p -> Arrays.stream(p.tokens()))
                .toArray();
        long[] positions = input.pools().stream()
                .flatMapToLong(p -> Arrays.stream(p.positions()))
                .toArray();
        this.common = new IValue[] {
            model.weights().model(),
            arguments.ofAll(pools),
            arguments.of(buffers.tensor(manager, tokens, new Shape(tokens.length))),
            arguments.of(buffers.tensor(manager, positions, new Shape(positions.length))),
            arguments.of(plans),
            arguments.of(rates),
            arguments.ofAll(counts)
        };
    }

    /** Of the tensors that the step makes. */
    NDManager manager() {
        return manager;
    }

    Choice run(EntryReader reader) {
        IValue wanted = arguments.of(input.wanted().stream().asLongStream().toArray());
        if (input.pools().stream().noneMatch(p -> p.table().any(StepCount.ANY_RECALL))) {
            return Choice.of(model.program(), manager, parts(call("step", wanted)), input.wanted());
        }
        RecallOutcome outcome = RecallOutcome.of(parts(call("begin_recall", wanted)));
        while (!outcome.done()) {
            IValue fetched = arguments.of(read(reader, outcome));
            outcome = RecallOutcome.of(parts(arguments.own(
                    model.program().call("resume_recall", model.weights().model(), outcome.state(), fetched, wanted))));
        }
        return Choice.of(model.program(), manager, outcome.choice().toArray(IValue[]::new), input.wanted());
    }

    /** A step of texts that are known: log-probabilities and most likely tokens, as {@link KnownTexts#follow}. */
    IValue[] follow(long[] targets) {
        return parts(call("follow", arguments.of((PtNDArray) manager.create(targets))));
    }

    private IValue call(String method, IValue more) {
        IValue[] all = Arrays.copyOf(common, common.length + 1);
        all[common.length] = more;
        return arguments.own(model.program().call(method, all));
    }

    private IValue[] parts(IValue tuple) {
        return arguments.own(tuple.toIValueTuple());
    }

    private List<PtNDArray> read(EntryReader reader, RecallOutcome outcome) {
        List<PtNDArray> requested =
                model.program().toHost(manager, List.of(outcome.requested().toTensorArray((PtNDManager) manager)));
        List<PtNDArray> fetched = new ArrayList<>();
        for (int p = 0; p < requested.size(); p++) {
            int[] numbers =
                    requested.get(p).isEmpty() ? new int[0] : requested.get(p).toIntArray();
            EntryReader.Fetched f = reader.read(input.pools().get(p).pool(), outcome.layer(), numbers);
            long[] found = new long[f.found().remaining()];
            f.found().get(found);
            Shape shape = new Shape(found.length, model.config().headDim());
            fetched.add((PtNDArray) manager.create(f.keys(), shape, DataType.FLOAT32));
            fetched.add((PtNDArray) manager.create(f.values(), shape, DataType.FLOAT32));
            fetched.add(buffers.tensor(manager, found, new Shape(found.length)));
        }
        return fetched;
    }

    /**
     * How far a step came in which rows choose what they recall: the program's {@code RecallOutcome}.
     *
     * @param done whether all layers are through
     * @param state where it goes on, if not
     * @param requested of each pool the numbers of entries to fetch for the layer
     * @param choice the next tokens, when it is done
     */
    private record RecallOutcome(boolean done, IValue state, int layer, IValue requested, List<IValue> choice) {
        static RecallOutcome of(IValue[] parts) {
            return new RecallOutcome(
                    parts[0].toBoolean(), parts[1], (int) parts[2].toLong(), parts[3], List.of(parts[4], parts[5]));
        }
    }

    @Override
    public void close() {
        arguments.close();
        manager.close();
    }
}
