package dev.scopestream.scorer.stream;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Usage;
import java.util.ArrayList;
import java.util.List;

/** Records as generators and clients write them. */
public final class ScorerRecords {
    private ScorerRecords() {}

    public static ResultEvent result(String id, String policy, String text) {
        String[] phases = policy.split("\\+", 2);
        KvReport kv = KvReport.builder()
                .policy(phases[0], phases[1], KvSpec.Fidelity.SCOPE)
                .sizes(135, 128, 64)
                .memory(4096, 2048.4)
                .evictions(7, 9, 9)
                .lostMass(0.1, 0.2)
                .build();
        return ResultEvent.builder()
                .id(id)
                .model("longgen-tiny")
                .output(text, List.of(1, 2, 3), FinishReason.STOP)
                .usage(Usage.of(226, 500))
                .kv(kv)
                .timings(new RequestTimings(100, 200, 4, 2100))
                .worker("worker-1")
                .dataset("synthetic")
                .build();
    }

    /** A document's score under a policy, the same by both scorers. */
    public static AccuracyEvent scored(String policy, String budget, int document, double score) {
        return scored(policy, "", budget, document, score);
    }

    /** Likewise, of a variant of a policy. */
    public static AccuracyEvent scored(String policy, String variant, String budget, int document, double score) {
        return new AccuracyEvent(
                policy + document,
                "synthetic",
                document,
                "longgen-tiny",
                policy,
                variant,
                budget,
                score,
                score,
                List.of(),
                0,
                0,
                0,
                null,
                null,
                null);
    }

    /** Expects the answers 0, 1, 2, ... under the labels 1, 2, 3, ... */
    public static ReferenceEvent reference(String id, int document, int questions) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            answers.add(new Answer(1 + i, Integer.toString(i)));
        }
        return new ReferenceEvent(id, "synthetic", document, AnswerKind.NUMBER, answers);
    }

    /** The first so many answers of {@link #reference}, right. */
    public static String text(int answers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < answers; i++) {
            text.append("Answer_")
                    .append(1 + i)
                    .append(": The answer is ")
                    .append(i)
                    .append('\n');
        }
        return text.toString();
    }
}
