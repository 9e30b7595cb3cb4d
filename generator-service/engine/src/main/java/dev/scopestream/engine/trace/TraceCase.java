package dev.scopestream.engine.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.engine.Budget;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.KvOptions.GroupReduce;
import dev.scopestream.engine.KvOptions.Pooling;
import dev.scopestream.engine.KvOptions.WindowScore;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.policy.DecodeShape;
import dev.scopestream.engine.policy.PolicyRegistry;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;

/** A case of the golden files: a prompt's token ids, a policy with its parameters, and how many tokens to generate. */
record TraceCase(JsonNode json, GenerationRequest request) {
    /**
     * Reads a case. Missing fields have the golden files' values (kernel 7, maxpool, window 8).
     *
     * @throws InvalidRequestException naming the field that is missing or wrong
     */
    static TraceCase read(JsonNode json) {
        String prefill = text(json, "prefill", "allkv").toLowerCase(Locale.ROOT);
        Fidelity fidelity = KvOptions.parse(Fidelity.class, "fidelity", text(json, "fidelity", "reference"));
        int window = number(json, "decoding_window", 512);
        int recent = number(json, "recent", 256);
        int maxNew = number(json, "max_new", -1);
        int outputLength = number(json, "output_len", maxNew);
        if (recent >= window) {
            throw new InvalidRequestException("decoding_window", "must be above recent (" + recent + "), is " + window);
        }
        KvOptions kv = KvOptions.builder()
                .fidelity(fidelity)
                .prefill(prefill)
                .capacity(Budget.tokens(number(json, "capacity", 1024)))
                .observation(number(json, "window", 0))
                .sinks(number(json, "sinks", 4))
                .decode(text(json, "decode", "none"))
                .window(Budget.tokens(window))
                .recent(Budget.tokens(recent))
                .delta(OptionalInt.of(DecodeShape.delta(
                        PolicyRegistry.standard().prefill(prefill), fidelity, outputLength, window, recent)))
                .kernel(number(json, "kernel", 7))
                .pooling(KvOptions.parse(Pooling.class, "pooling", text(json, "pooling", "maxpool")))
                .score(KvOptions.parse(WindowScore.class, "score", text(json, "score", defaultScore(fidelity))))
                .reduce(KvOptions.parse(GroupReduce.class, "reduce", text(json, "reduce", "mean")))
                .build();
        String name = text(json, "name", "case");
        return new TraceCase(
                json, new GenerationRequest(name, prompt(json), maxNew, Sampling.greedy(), List.of(), kv, true));
    }

    private static String defaultScore(Fidelity fidelity) {
        return (fidelity == Fidelity.REFERENCE
                        ? WindowScore.LAST
                        : KvOptions.defaults().scoring().score())
                .name();
    }

    private static IntArray prompt(JsonNode json) {
        JsonNode ids = json.get("prompt_ids");
        if (ids == null || !ids.isArray()) {
            throw new InvalidRequestException("prompt_ids", "must be an array of token ids");
        }
        return IntArray.of(StreamSupport.stream(ids.spliterator(), false)
                .mapToInt(id -> {
                    if (!id.canConvertToInt() || !id.isIntegralNumber()) {
                        throw new InvalidRequestException("prompt_ids", "has an element that isn't a token id: " + id);
                    }
                    return id.intValue();
                })
                .toArray());
    }

    private static String text(JsonNode json, String field, String otherwise) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw new InvalidRequestException(field, "must be a string, is " + value);
        }
        return value.textValue();
    }

    private static int number(JsonNode json, String field, int otherwise) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new InvalidRequestException(field, "must be a whole number, is " + value);
        }
        return value.intValue();
    }
}
