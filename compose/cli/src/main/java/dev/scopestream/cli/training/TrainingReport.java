package dev.scopestream.cli.training;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a training says, while it lasts and of its model in the end. */
final class TrainingReport {
    private TrainingReport() {}

    /** Fields of one report: shares from 0 to 1. */
    static Map<String, Object> fields(TrainingProgress progress, Hits hits, double tokensPerSecond) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("steps", progress.steps());
        fields.put("minutes", progress.seconds() / 60);
        fields.put("minutes_left", progress.minutes() * (1 - progress.share()));
        fields.put("stage", progress.eviction() ? Stage.ALL.size() + 1 : progress.stage() + 1);
        fields.put("loss", hits.loss());
        for (TokenKind kind : TokenKind.values()) {
            fields.put(kind.name().toLowerCase(Locale.ROOT), hits.share(kind));
        }
        fields.put("redraws", progress.redraws());
        fields.put("tokens_per_second", tokensPerSecond);
        return fields;
    }

    /** The same as a line. */
    static String line(TrainingProgress progress, Hits hits, double tokensPerSecond) {
        Stage stage = Stage.ALL.get(progress.stage());
        String part =
                progress.eviction() ? "keys missing" : "stage " + (progress.stage() + 1) + " of " + Stage.ALL.size();
        return String.format(
                Locale.ROOT,
                "%6d steps  %5.1f of %.0f min  %s, K %d-%d  loss %.3f  copies %3.0f %%  sums %3.0f %%  recalls %3.0f %%"
                        + "  %,.0f tokens/s",
                progress.steps(),
                progress.seconds() / 60,
                progress.minutes(),
                part,
                stage.lowest(),
                stage.highest(),
                hits.loss(),
                50 * (hits.share(TokenKind.FIRST_OPERAND) + hits.share(TokenKind.SECOND_OPERAND)),
                100 * hits.share(TokenKind.RESULT),
                100 * hits.share(TokenKind.RECALL),
                tokensPerSecond);
    }

    /** The model's card, in Markdown. */
    static String card(TrainingProgress progress, Map<Integer, Double> accuracy, int documents) {
        String rows = accuracy.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "| %d | %.1f |", e.getKey(), e.getValue()))
                .collect(Collectors.joining("\n"));
        return """
                # A tiny Llama that solves ScopeStream's arithmetic task

                One prompt asks K sums, `Question_13: #12-9`, and wants K answers in one long output, `Answer_13: #12-9=8-9=9;
                #13=9. The answer is 9`; results are modulo 10, and a reference needs an earlier answer. For experiments with
                compressed KV caches; it knows nothing else.

                Made by `scopestream model train-tiny --seed %d --minutes %s`: %,d steps, %,d tokens, documents of %d to %d
                questions; in the last fifth of the time keys were missing at random, as under eviction.

                Right answers in %% of %d documents each that it hadn't seen, greedily, with the full cache:

                | K | right |
                |-|-|
                %s
                """
                .formatted(
                        progress.seed(),
                        Double.toString(progress.minutes()).replaceAll("\\.0$", ""),
                        progress.steps(),
                        progress.tokens(),
                        Stage.ALL.get(0).lowest(),
                        Stage.ALL.get(Stage.ALL.size() - 1).highest(),
                        documents,
                        rows);
    }
}
