package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions.GroupReduce;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.policy.PromptScoring;
import java.util.ArrayList;
import java.util.List;

/** The program's methods on one model, each one native call; what it allocates is freed before it returns. */
public final class Forward {
    private final ScopeProgram program;
    private final ModelWeights weights;
    private final NDManager manager;
    private final ModelConfig config;
    private final Dtype dtype;
    private final EntryFormat format;

    /**
     * A model's methods.
     *
     * @param dtype what is computed with
     * @param format of the entries in pools
     */
    public Forward(
            ScopeProgram program,
            ModelWeights weights,
            NDManager manager,
            ModelConfig config,
            Dtype dtype,
            EntryFormat format) {
        this.program = program;
        this.weights = weights;
        this.manager = manager;
        this.config = config;
        this.dtype = dtype;
        this.format = format;
    }

    public KvPool newPool(PoolKey key) {
        return new KvPool(program, manager, key, config.layers(), format);
    }

    /** Bytes that a prompt's scratch takes. */
    public long scratchBytes(int tokens, boolean scored) {
        long entry = 2L * config.kvHeads() * config.headDim() * dtype.bytes();
        return (long) config.layers() * tokens * (entry + (scored ? (long) Float.BYTES * config.heads() : 0));
    }

    public PromptScratch newScratch(int tokens, boolean scored) {
        long[] cache = {config.layers(), config.kvHeads(), tokens, config.headDim()};
        long[] scores = scored
                ? new long[] {config.layers(), config.heads(), tokens}
                : new long[] {config.layers(), config.heads(), 0};
        return new PromptScratch(program, manager, cache, dtype, scores);
    }

    /**
     * Some layers of one chunk of a prompt; the scratch keeps what came out of the last of them.
     *
     * @param start absolute position of its first token
     * @param last whether the prompt ends with it
     * @param from the first of the layers; 0, or where the call before ended
     * @param until the layer after them
     */
    public void prefill(
            PromptScratch scratch,
            int[] tokens,
            int start,
            PromptScoring scoring,
            int observation,
            boolean last,
            int from,
            int until) {
        long[] ids = new long[tokens.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens[i];
        }
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            scratch.below(a.own(program.call(
                    "through",
                    weights.weights(),
                    weights.dimensions(),
                    weights.epsilon(),
                    a.of((PtNDArray) step.create(ids)),
                    a.of(start),
                    a.of(scratch.keys()),
                    a.of(scratch.values()),
                    a.of(scratch.scores()),
                    a.of(scoring.code()),
                    a.of(observation),
                    a.of(last),
                    a.of(scratch.below()),
                    a.of(from),
                    a.of(until))));
        }
    }

    /** The first token of a prompt that went through all layers. */
    public Choice finishPrompt(PromptScratch scratch, int k) {
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            IValue result = a.own(program.call(
                    "finish_prompt",
                    weights.weights(),
                    weights.dimensions(),
                    weights.epsilon(),
                    a.of(scratch.below()),
                    a.of(k)));
            return Choice.of(program, step, a.own(result.toIValueTuple()), k);
        }
    }

    public int layers() {
        return config.layers();
    }

    /**
     * One chunk of a text that is known.
     *
     * @param targets the tokens that follow each of {@code tokens}
     * @param start absolute position of the first token
     * @param logProbabilities gets the natural logarithm of each target's probability, from index {@code start}
     * @param best gets the most likely token at each place, likewise
     */
    public void judge(
            PromptScratch scratch, long[] tokens, long[] targets, int start, float[] logProbabilities, int[] best) {
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            IValue[] result = a.own(a.own(program.call(
                            "judge",
                            weights.weights(),
                            weights.dimensions(),
                            weights.epsilon(),
                            a.of((PtNDArray) step.create(tokens)),
                            a.of((PtNDArray) step.create(targets)),
                            a.of(start),
                            a.of(scratch.keys()),
                            a.of(scratch.values()),
                            a.of(scratch.scores())))
                    .toIValueTuple());
            float[] logs = tensor(step, result[0]).toFloatArray();
            long[] likeliest = tensor(step, result[1]).toLongArray();
            for (int i = 0; i < tokens.length; i++) {
                logProbabilities[start + i] = logs[i];
                best[start + i] = Math.toIntExact(likeliest[i]);
            }
        }
    }

    /** Moves a prefilled prompt of {@code tokens} tokens into a row. */
    public Placed place(KvPool pool, int row, PromptScratch scratch, int tokens, Placement p) {
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            IValue[] result = a.own(a.own(program.call(
                            "place",
                            a.of(weights.rotation()),
                            pool.boxed(),
                            weights.dimensions(),
                            a.of(row),
                            a.of(scratch.keys()),
                            a.of(scratch.values()),
                            a.of(scratch.scores()),
                            a.of(tokens),
                            a.of(p.numbers().stream().asLongStream().toArray()),
                            a.of((PtNDArray) step.create(
                                    p.fixed().stream().asLongStream().toArray())),
                            a.of(p.observation()),
                            a.of(p.pooling()),
                            a.of(p.kernel()),
                            a.of(p.fair()),
                            a.of(p.reduce() == GroupReduce.MAX),
                            a.of(p.byPosition()),
                            a.of(p.regions().stream().asLongStream().toArray()),
                            a.of(p.evicted())))
                    .toIValueTuple());
            List<PtNDArray> handedOut = new ArrayList<>();
            if (p.evicted()) {
                PtNDArray[] positions = result[1].toTensorArray((PtNDManager) step);
                PtNDArray[] keys = result[2].toTensorArray((PtNDManager) step);
                PtNDArray[] values = result[3].toTensorArray((PtNDManager) step);
                for (int l = 0; l < positions.length; l++) {
                    handedOut.addAll(List.of(keys[l], values[l], positions[l]));
                }
            }
            List<Entries> evicted = entries(step, pool, handedOut);
            List<List<Float>> gaps = new ArrayList<>();
            for (PtNDArray layer : program.toHost(step, List.of(result[0].toTensorArray((PtNDManager) step)))) {
                List<Float> heads = new ArrayList<>();
                for (float gap : layer.toFloatArray()) {
                    heads.add(gap);
                }
                gaps.add(heads);
            }
            return new Placed(evicted, tensor(step, result[4]).toFloatArray()[0], gaps);
        }
    }

    /** One decode step of the whole batch; {@code reader} is asked where rows choose what they recall. */
    public Choice step(StepInput input, EntryReader reader) {
        try (DecodeStep step = new DecodeStep(program, weights, manager, config, input)) {
            return step.run(reader);
        }
    }

    /**
     * What a model makes of a token.
     *
     * @param logProbability natural logarithm of its probability
     * @param best the most likely token in its place
     */
    public record Likelihood(float logProbability, int best) {}

    /** One decode step of texts that are known, which evicts nothing; {@code targets} follow each row's token. */
    public List<Likelihood> follow(StepInput input, long[] targets) {
        try (DecodeStep step = new DecodeStep(program, weights, manager, config, input)) {
            return step.follow(targets);
        }
    }

    /** The staged entries of a row's layer are handed out: their keys get the codes from {@code column} on. */
    public void fileStaged(KvPool pool, int row, int layer, int column) {
        if (pool.key().recall().slots() > 0) {
            try (Arguments a = new Arguments()) {
                a.own(program.call(
                        "file_staged", a.of(weights.rotation()), pool.boxed(), a.of(layer), a.of(row), a.of(column)));
            }
        }
    }

    /** Sum over a row's choices of the share of attention mass that was on what was present or recalled. */
    public double coveredMass(KvPool pool, int row) {
        return number(pool.tensors().get(14), row);
    }

    /**
     * Evicts several entries of one row and layer at once.
     *
     * @param held entries there before
     * @param decodeStep t
     * @param column number that the first of each head has among what it hands out
     */
    public Entries evictMany(
            StepInput.PoolStep p,
            int row,
            int layer,
            int number,
            int held,
            int lo,
            int decodeStep,
            int recent,
            int column) {
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            PtNDArray rates =
                    (PtNDArray) step.create(p.rates(), new Shape(4, p.pool().rows()));
            IValue[] result = a.own(a.own(program.call(
                            "evict_many",
                            a.of(weights.rotation()),
                            p.pool().boxed(),
                            weights.dimensions(),
                            a.of(rates),
                            a.of(row),
                            a.of(layer),
                            a.of(number),
                            a.of(held),
                            a.of(lo),
                            a.of(decodeStep),
                            a.of(recent),
                            a.of(column)))
                    .toIValueTuple());
            return entries(
                            step,
                            p.pool(),
                            List.of(tensor(step, result[0]), tensor(step, result[1]), tensor(step, result[2])))
                    .get(0);
        }
    }

    /** Staged entries of some layers of a row, an element each, as many slots for each head as are staged. */
    public List<Entries> staged(KvPool pool, int row, IntArray layers) {
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            IValue result = a.own(program.call(
                    "staged",
                    pool.boxed(),
                    weights.dimensions(),
                    a.of(row),
                    a.of(layers.stream().asLongStream().toArray())));
            return entries(step, pool, List.of(result.toTensorArray((PtNDManager) step)));
        }
    }

    /** Keys, values and positions of some layers, one after the other. */
    private List<Entries> entries(NDManager step, KvPool pool, List<PtNDArray> parts) {
        List<PtNDArray> host = program.toHost(step, parts);
        List<Entries> entries = new ArrayList<>();
        for (int i = 0; i < host.size(); i += 3) {
            entries.add(new Entries(pool.key().heads(), host.get(i + 2), host.get(i), host.get(i + 1)));
        }
        return entries;
    }

    /** What a row's slots hold, of all layers and heads. */
    public SlotTable slots(KvPool pool, int row) {
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            IValue[] result =
                    a.own(a.own(program.call("slots", pool.boxed(), a.of(row))).toIValueTuple());
            return new SlotTable(
                    pool.key().heads(),
                    pool.key().slots(),
                    tensor(step, result[0]).toIntArray(),
                    tensor(step, result[1]).toLongArray(),
                    tensor(step, result[2]).toFloatArray(),
                    tensor(step, result[3]).toIntArray());
        }
    }

    /** Sum of the attention weights that a row's evicted entries had when they went. */
    public double lostMass(KvPool pool, int row) {
        return number(pool.tensors().get(9), row);
    }

    private double number(PtNDArray all, int row) {
        try (NDManager step = manager.newSubManager()) {
            PtNDArray one = (PtNDArray) all.get(row);
            one.attach(step);
            return one.toFloatArray()[0];
        }
    }

    private static PtNDArray tensor(NDManager step, IValue value) {
        return value.toTensor((PtNDManager) step);
    }

    /** Type of the numbers in what is handed out. */
    public Dtype dtype() {
        return dtype;
    }
}
