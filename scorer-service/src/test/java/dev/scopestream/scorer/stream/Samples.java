package dev.scopestream.scorer.stream;

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
public final class Samples {
    private Samples() {}

    public static ResultEvent result(String id, String policy, String text) {
        String[] phases = policy.split("\\+", 2);
        KvReport kv = new KvReport(
                policy,
                phases[0],
                phases[1],
                KvSpec.Fidelity.SCOPE,
                135,
                128,
                64,
                4096,
                2048.4,
                7,
                9,
                9,
                0,
                0,
                1,
                0,
                1,
                0.1,
                0.2);
        return new ResultEvent(
                id,
                "longgen-tiny",
                text,
                List.of(1, 2, 3),
                FinishReason.STOP,
                Usage.of(226, 500),
                kv,
                new RequestTimings(100, 200, 4, 2100),
                1,
                "worker-1",
                "synthetic");
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
