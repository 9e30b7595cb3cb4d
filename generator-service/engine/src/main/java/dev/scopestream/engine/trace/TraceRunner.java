package dev.scopestream.engine.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.decode.TorchEngine;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Runs cases of the golden files' format and writes their results in the same format: the tokens, the positions kept after
 * the prefill and at the end, and their number after every step. Traces of the SCOPE reference have the same fields.
 */
public final class TraceRunner implements AutoCloseable {
    private final ObjectMapper mapper = new ObjectMapper();
    private final TraceRecorder recorder;
    private final TorchEngine engine;

    private TraceRunner(Path model, EngineOptions options, Consumer<EvictedEntry> evictions) {
        this.recorder = new TraceRecorder(new EvictionLog(evictions));
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
}
