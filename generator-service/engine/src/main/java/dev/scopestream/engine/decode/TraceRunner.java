package dev.scopestream.engine.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictedEntry;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.SlotTable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Runs cases of the golden files' format and writes what happened in the same format: the tokens, which positions were kept
 * after the prefill and at the end, and how many after every step. Anybody can compare us with the SCOPE reference by it.
 */
public final class TraceRunner implements AutoCloseable {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Recorder recorder;
    private final TorchEngine engine;

    private TraceRunner(Path model, EngineOptions options, Consumer<EvictedEntry> evictions) {
        this.recorder = new Recorder(new EvictionLog(evictions));
        this.engine = TorchEngine.open(model, options, recorder, false);
    }

    /** @throws dev.scopestream.engine.checkpoint.CheckpointException when the model can't be loaded */
    public static TraceRunner open(Path model, EngineOptions options) {
        return open(model, options, entry -> {});
    }

    /** @param evictions gets every entry that is evicted, step by step */
    public static TraceRunner open(Path model, EngineOptions options, Consumer<EvictedEntry> evictions) {
        return new TraceRunner(model, options, evictions);
    }

    /**
     * Runs one case, alone.
     *
     * @param json name, prefill, decode, fidelity (default reference), prompt_ids, capacity, window, kernel, pooling,
     *     decoding_window, recent, max_new, output_len; EOS is ignored
     * @return the case's own fields, and tokens, least_logit_gap, prefill_positions, final_positions, kept_per_step,
     *     position_sum_per_step, eviction_gap_per_step (relative; -1: no single eviction),
     *     prefill_gap_per_head (relative; empty: nothing was chosen by score)
     * @throws dev.scopestream.engine.InvalidRequestException when a field is missing or wrong, or the budget impossible
     */
    public ObjectNode run(JsonNode json) {
        TraceCase trace = TraceCase.read(json);
        ObjectNode out = trace.json().deepCopy();
        recorder.begin(out);
        engine.submit(trace.request(), EvictionSink.none());
        ArrayNode tokens = mapper.createArrayNode();
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Generated generated) {
                    tokens.add(generated.token());
                }
            }
        }
        out.set("tokens", tokens);
        recorder.end();
        return out;
    }

    @Override
    public void close() {
        engine.close();
    }

    private static final class Recorder implements StepObserver {
        private ObjectNode out;
        private ArrayNode kept;
        private ArrayNode sums;
        private ArrayNode gaps;
        private double gap;
        private int[][][] positions = new int[0][][];
        private final EvictionLog log;

        Recorder(EvictionLog log) {
            this.log = log;
        }

        void begin(ObjectNode target) {
            out = target;
            gap = Double.POSITIVE_INFINITY;
            kept = target.putArray("kept_per_step");
            sums = target.putArray("position_sum_per_step");
            gaps = target.putArray("eviction_gap_per_step");
        }

        void end() {
            write("final_positions");
            out.put("least_logit_gap", Math.round(gap * 1e6) / 1e6);
        }

        @Override
        public void prefilled(RunningRequest request, Batch batch, Choice choice, int row) {
            log.prefilled(request, look(request, batch, choice, row), positions);
            write("prefill_positions");
            ArrayNode layers = out.putArray("prefill_gap_per_head");
            request.promptGaps().forEach(heads -> heads.forEach(layers.addArray()::add));
        }

        @Override
        public void stepped(RunningRequest request, Batch batch, Choice choice, int row) {
            log.stepped(request, look(request, batch, choice, row), positions);
        }

        @Override
        public int candidates() {
            return 2;
        }

        private SlotTable look(RunningRequest request, Batch batch, Choice choice, int row) {
            gap = Math.min(gap, choice.logit(row, 0) - choice.logit(row, 1));
            SlotTable slots = batch.slots(request);
            positions = batch.positions(request, slots);
            closest(request, slots);
            ArrayNode counts = kept.addArray();
            ArrayNode totals = sums.addArray();
            for (int[][] layer : positions) {
                counts.add(layer[0].length);
                totals.add(Arrays.stream(layer)
                        .mapToLong(h -> Arrays.stream(h).asLongStream().sum())
                        .sum());
            }
            return slots;
        }

        /** The smallest gap of this step's evictions, which tells a tie within rounding from a wrong choice. */
        private void closest(RunningRequest request, SlotTable slots) {
            double least = Double.POSITIVE_INFINITY;
            DecodeRow state = request.row();
            for (int l = 0; l < state.layers(); l++) {
                for (int s = 0; state.kind(l) == DecodeRow.BY_SCORE && s < positions[l].length; s++) {
                    int newest = state.step() - state.recent();
                    least = Math.min(least, slots.evictionGap(l, s, state.regionStart(l), newest));
                }
            }
            gaps.add(Double.isInfinite(least) ? -1 : least);
        }

        private void write(String field) {
            ArrayNode layers = out.putArray(field);
            for (int[][] layer : positions) {
                ArrayNode heads = layers.addArray();
                for (int[] head : layer) {
                    ArrayNode list = heads.addArray();
                    Arrays.stream(head).sorted().forEach(list::add);
                }
            }
        }
    }
}
