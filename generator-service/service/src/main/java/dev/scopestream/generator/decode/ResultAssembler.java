package dev.scopestream.generator.decode;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.KvAccount;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.RecallAccount;
import dev.scopestream.engine.Timings;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.ResultChoice;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Usage;
import java.time.Duration;
import java.util.List;

/** Makes the result event of an attempt whose samples have ended. */
final class ResultAssembler {
    private final String model;
    private final String worker;

    ResultAssembler(String model, String worker) {
        this.model = model;
        this.worker = worker;
    }

    /** @param last the sample that ended last, with its completion */
    ResultEvent of(ActiveRequest last, Completion completion, long nowNanos) {
        List<ResultChoice> choices = last.attempt.choices();
        ResultChoice first = choices.get(0);
        return ResultEvent.builder()
                .id(last.prompt.id())
                .model(model)
                .output(first.output())
                .usage(Usage.of(
                        completion.promptTokens(),
                        choices.stream()
                                .mapToInt(c -> c.output().tokenIds().size())
                                .sum(),
                        choices.stream().mapToInt(ResultChoice::reasoningTokens).sum()))
                .kv(first.kv())
                .timings(timings(last, completion, nowNanos))
                .attempt(last.attempt.number())
                .moved(last.attempt.moves(), last.attempt.resumedTokens())
                .worker(worker)
                .dataset(last.prompt.dataset().orElse(null))
                .choices(choices.size() == 1 ? List.of() : choices)
                .build();
    }

    /** A sample that has ended. */
    static ResultChoice choice(ActiveRequest running, Completion completion) {
        return new ResultChoice(
                running.sample,
                running.prompt.seed(running.sample),
                output(running, completion),
                completion.reasoning().tokens(),
                kv(running, completion));
    }

    private static ResultEvent.Output output(ActiveRequest running, Completion completion) {
        Completion.Reasoning reasoning = completion.reasoning();
        return new ResultEvent.Output(
                completion.text(),
                reasoning.tokens() == 0 ? null : reasoning.text(),
                completion.tokens().stream().boxed().toList(),
                reason(running, completion));
    }

    private static FinishReason reason(ActiveRequest running, Completion completion) {
        return switch (completion.reason()) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case CANCELLED ->
                running.ending == ActiveRequest.Ending.DEADLINE ? FinishReason.DEADLINE : FinishReason.CANCELLED;
        };
    }

    private static KvReport kv(ActiveRequest running, Completion completion) {
        KvOptions kv = running.prompt.request().kv();
        KvAccount account = completion.kv();
        RecallAccount recall = account.recall();
        int prompt = completion.promptTokens();
        return KvReport.builder()
                .policy(
                        kv.prefill().policy(),
                        kv.decode().policy(),
                        KvSpec.Fidelity.valueOf(kv.fidelity().name()))
                .sizes(
                        kv.prefill().capacity().resolve(prompt),
                        kv.decode().window().resolve(prompt),
                        kv.decode().recent().resolve(prompt))
                .memory(account.peakBytes(), account.meanBytes())
                .evictions(account.evictedPrefill(), account.evictedDecode(), running.evictions.entries())
                .recall(new KvReport.Recall(
                        recall.recalled(),
                        recall.lost(),
                        recall.retained(),
                        recall.stallNanos() / 1e6,
                        recall.covered()))
                .lostMass(account.lostMassPrefill(), account.lostMassDecode())
                .build();
    }

    private static RequestTimings timings(ActiveRequest running, Completion completion, long nowNanos) {
        Timings engine = completion.timings();
        double waited = (running.submittedNanos - running.prompt.takenNanos()) / 1e6;
        int later = completion.tokens().size() - 1;
        return new RequestTimings(
                waited + millis(engine.queued()),
                waited + millis(engine.timeToFirstToken()),
                later < 1 ? 0 : millis(engine.decode()) / later,
                (nowNanos - running.prompt.takenNanos()) / 1e6);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
