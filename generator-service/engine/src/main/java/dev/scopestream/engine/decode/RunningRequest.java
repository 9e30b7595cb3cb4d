package dev.scopestream.engine.decode;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.KvOptions.WindowScore;
import dev.scopestream.engine.KvState;
import dev.scopestream.engine.RecallAccount;
import dev.scopestream.engine.TextPiece;
import dev.scopestream.engine.resume.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A request from its submission to its end: its tokens, its text, and the counts of its cache row. */
final class RunningRequest {
    private final RequestPlan plan;
    private final EvictionSink sink;
    private final RequestText text;
    private final TokenPicker picker;
    private final RequestClock clock;
    private final KvUsage usage;
    private final Optional<RequestRecall> recall;
    private int[] tokens = new int[64];
    private int count;
    private DecodeRow row;
    private List<List<Float>> promptGaps = List.of();
    private Optional<Snapshot> saved = Optional.empty();

    /** A submitted request. */
    RunningRequest(RequestPlan plan, EvictionSink sink, RequestText text, RequestClock clock, KvUsage usage) {
        this.plan = plan;
        this.sink = sink;
        this.text = text;
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
    TextPiece accept(int token) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, count * 2);
        }
        tokens[count++] = token;
        return text.accept(token);
    }

    /** Everything generated so far. */
    IntArray tokens() {
        return IntArray.of(Arrays.copyOf(tokens, count));
    }

    /** Its text, and what ends it. */
    RequestText text() {
        return text;
    }

    /** What its cache holds, while it has a row. */
    KvState kv() {
        long entries = (long) position() * row.layers() * plan.key().heads();
        return usage.kv(entries, recall.map(RequestRecall::account).orElse(RecallAccount.NONE));
    }

    Completion completion(FinishReason reason) {
        RecallAccount recalled = recall.map(RequestRecall::account).orElse(RecallAccount.NONE);
        return new Completion(
                text.answer(),
                text.reasoning(),
                tokens(),
                reason,
                request().prompt().size(),
                usage.account(recalled),
                clock.timings());
    }
}
