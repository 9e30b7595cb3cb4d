package dev.scopestream.engine.decode;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.KvOptions.WindowScore;
import dev.scopestream.engine.RecallAccount;
import dev.scopestream.engine.resume.Snapshot;
import dev.scopestream.engine.text.StreamingText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A request from its submission to its end: its tokens, its text, and the counts of its cache row. */
final class RunningRequest {
    private final RequestPlan plan;
    private final EvictionSink sink;
    private final Optional<StreamingText> stream;
    private final TokenPicker picker;
    private final RequestClock clock;
    private final KvUsage usage;
    private final Optional<RequestRecall> recall;
    private final StringBuilder text = new StringBuilder();
    private int[] tokens = new int[64];
    private int count;
    private DecodeRow row;
    private List<List<Float>> promptGaps = List.of();
    private Optional<Snapshot> saved = Optional.empty();

    /** A submitted request; without a stream its completion has tokens but no text. */
    RunningRequest(
            RequestPlan plan, EvictionSink sink, Optional<StreamingText> stream, RequestClock clock, KvUsage usage) {
        this.plan = plan;
        this.sink = sink;
        this.stream = stream;
        this.clock = clock;
        this.picker = new TokenPicker(plan.request().sampling());
        this.usage = usage;
        boolean recalls = plan.key().recall().slots() > 0;
        this.recall = recalls ? Optional.of(new RequestRecall(sink.source().orElseThrow())) : Optional.empty();
    }

    RequestPlan plan() {
        return plan;
    }

    GenerationRequest request() {
        return plan.request();
    }

    EvictionSink sink() {
        return sink;
    }

    RequestClock clock() {
        return clock;
    }

    KvUsage usage() {
        return usage;
    }

    /** Its recall; empty: it has none. */
    Optional<RequestRecall> recall() {
        return recall;
    }

    /** Plans the next step. */
    void advance() {
        row.advance();
        if (choosesRecall()) {
            recall.orElseThrow().choosing(row, plan.key());
        }
    }

    /** Whether it chooses the entries to recall in the planned step. */
    boolean choosesRecall() {
        return recall.isPresent()
                && row.step() % request().kv().recall().orElseThrow().every() == 0;
    }

    TokenPicker picker() {
        return picker;
    }

    DecodeRow row() {
        return row;
    }

    void row(DecodeRow value) {
        row = value;
    }

    /** The accepted snapshot that it has yet to be loaded from. */
    Optional<Snapshot> saved() {
        return saved;
    }

    void saved(Optional<Snapshot> value) {
        saved = value;
    }

    /** See {@link dev.scopestream.engine.program.CompactedPrompt#gaps}. */
    List<List<Float>> promptGaps() {
        return promptGaps;
    }

    void promptGaps(List<List<Float>> value) {
        promptGaps = value;
    }

    /** How entries of its output are scored; in reference fidelity by the last step's weights. */
    WindowScore score() {
        if (request().kv().fidelity() == Fidelity.REFERENCE) {
            return WindowScore.LAST;
        }
        WindowScore asked = request().kv().scoring().score();
        return asked == WindowScore.AUTO ? plan.policy().windowScore() : asked;
    }

    /** Tokens generated so far. */
    int generated() {
        return count;
    }

    int lastToken() {
        return tokens[count - 1];
    }

    /** Absolute position of the last token. */
    int position() {
        return request().prompt().size() + count - 1;
    }

    /** Adds a token and returns the text that became certain. */
    String accept(int token) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, count * 2);
        }
        tokens[count++] = token;
        String certain = stream.map(s -> s.accept(token)).orElse("");
        text.append(certain);
        return certain;
    }

    /** Everything generated so far. */
    IntArray tokens() {
        return IntArray.of(Arrays.copyOf(tokens, count));
    }

    /** Whether one of its stop strings was met. */
    boolean stopped() {
        return !request().ignoreEos() && stream.map(StreamingText::stopped).orElse(false);
    }

    /** Ends the text: returns the rest of it, which was held back. */
    String tail() {
        String rest = stream.map(StreamingText::finish).orElse("");
        text.append(rest);
        return rest;
    }

    Completion completion(FinishReason reason) {
        RecallAccount recalled = recall.map(RequestRecall::account).orElse(RecallAccount.NONE);
        return new Completion(
                text.toString(), tokens(), reason, request().prompt().size(), usage.account(recalled), clock.timings());
    }
}
