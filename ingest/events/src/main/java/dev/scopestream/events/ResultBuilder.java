package dev.scopestream.events;

import java.util.List;

/** Makes a {@link ResultEvent} step by step; {@link EventCodec#encode} says whether it keeps to the contract. */
public final class ResultBuilder {
    private String id;
    private String model;
    private ResultEvent.Output output;
    private Usage usage;
    private KvReport kv;
    private RequestTimings timings;
    private int attempt = 1;
    private int moves;
    private int resumedTokens;
    private String worker;
    private String dataset;
    private List<ResultChoice> choices = List.of();

    ResultBuilder() {}

    ResultBuilder(ResultEvent event) {
        id = event.id();
        model = event.model();
        output = event.output();
        usage = event.usage();
        kv = event.kv();
        timings = event.timings();
        attempt = event.attempt();
        moves = event.moves();
        resumedTokens = event.resumedTokens();
        worker = event.worker();
        dataset = event.dataset();
        choices = event.choices();
    }

    public ResultBuilder id(String value) {
        id = value;
        return this;
    }

    public ResultBuilder model(String value) {
        model = value;
        return this;
    }

    public ResultBuilder output(ResultEvent.Output value) {
        output = value;
        return this;
    }

    /** An output without reasoning. */
    public ResultBuilder output(String text, List<Integer> tokenIds, FinishReason finishReason) {
        return output(new ResultEvent.Output(text, null, tokenIds, finishReason));
    }

    public ResultBuilder usage(Usage value) {
        usage = value;
        return this;
    }

    public ResultBuilder kv(KvReport value) {
        kv = value;
        return this;
    }

    public ResultBuilder timings(RequestTimings value) {
        timings = value;
        return this;
    }

    /** Number of the generation that made the output, from 1; 1 when it isn't set. */
    public ResultBuilder attempt(int value) {
        attempt = value;
        return this;
    }

    /** See {@link ResultEvent}; 0 both when they aren't set. */
    public ResultBuilder moved(int times, int tokens) {
        moves = times;
        resumedTokens = tokens;
        return this;
    }

    public ResultBuilder worker(String value) {
        worker = value;
        return this;
    }

    /** The dataset of the prompt's reference; null: none. */
    public ResultBuilder dataset(String value) {
        dataset = value;
        return this;
    }

    /** All samples, the first one included; empty: the prompt asked for one. */
    public ResultBuilder choices(List<ResultChoice> value) {
        choices = value;
        return this;
    }

    public ResultEvent build() {
        return new ResultEvent(
                id, model, output, usage, kv, timings, attempt, moves, resumedTokens, worker, dataset, choices);
    }
}
