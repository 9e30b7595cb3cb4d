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
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Usage;
import java.time.Duration;

/** Makes the result event of a finished generation. */
final class ResultAssembler {
    private final String model;
    private final String worker;

    ResultAssembler(String model, String worker) {
        this.model = model;
        this.worker = worker;
    }

    ResultEvent of(ActiveRequest running, Completion completion, long nowNanos) {
        return ResultEvent.builder()
                .id(running.prompt.id())
                .model(model)
                .output(output(running, completion))
                .usage(Usage.of(
                        completion.promptTokens(),
                        completion.tokens().size(),
                        completion.reasoning().tokens()))
                .kv(kv(running, completion))
                .timings(timings(running, completion, nowNanos))
                .attempt(running.attempt)
                .moved(running.evictions.moves(), running.progress.resumedTokens())
                .worker(worker)
                .dataset(running.prompt.dataset().orElse(null))
                .build();
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
