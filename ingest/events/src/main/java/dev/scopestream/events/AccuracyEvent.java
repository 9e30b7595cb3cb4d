package dev.scopestream.events;

import java.util.List;

/**
 * A result held against its reference.
 *
 * @param policy {@code prefill+decode}
 * @param variant the score and recall slots that the prompt named, such as {@code score max, recall 64}; empty:
 *     none; null: not known (events of older scorers don't say)
 * @param budget capacity, window and recent as text, for grouping
 * @param referenceScore share of right answers by the published scorer, its faults included, 0 to 1
 * @param alignedScore share of right answers when they are matched by number, 0 to 1
 * @param missing questions without an answer
 * @param repeated further answers to a question that has one
 * @param extra answers to questions that weren't asked
 * @param kv null when not known (scored offline); likewise usage and timings
 * @param majority what the answers score that most of the samples gave; null: the prompt asked for one sample. All else is the
 *     first sample's
 */
public record AccuracyEvent(
        String id,
        String dataset,
        int document,
        String model,
        String policy,
        String variant,
        String budget,
        double referenceScore,
        double alignedScore,
        List<QuestionVerdict> questions,
        int missing,
        int repeated,
        int extra,
        KvReport kv,
        Usage usage,
        RequestTimings timings,
        Majority majority) {

    /**
     * The score of majority answers (maj@k).
     *
     * @param samples k
     * @param referenceScore share of questions whose most frequent answer is right, 0 to 1, as the published scorer reads
     *     answers
     * @param alignedScore likewise, where answers are matched by number
     */
    public record Majority(int samples, double referenceScore, double alignedScore) {
        static Majority read(Fields f) {
            return new Majority(
                    f.integer("samples", 1, Limits.SAMPLES),
                    f.decimal("reference_score", 0, 1),
                    f.decimal("aligned_score", 0, 1));
        }
    }

    public AccuracyEvent {
        questions = List.copyOf(questions);
    }

    /** Of one sample. */
    public AccuracyEvent(
            String id,
            String dataset,
            int document,
            String model,
            String policy,
            String variant,
            String budget,
            double referenceScore,
            double alignedScore,
            List<QuestionVerdict> questions,
            int missing,
            int repeated,
            int extra,
            KvReport kv,
            Usage usage,
            RequestTimings timings) {
        this(
                id,
                dataset,
                document,
                model,
                policy,
                variant,
                budget,
                referenceScore,
                alignedScore,
                questions,
                missing,
                repeated,
                extra,
                kv,
                usage,
                timings,
                null);
    }

    static AccuracyEvent read(Fields f) {
        return new AccuracyEvent(
                f.id(),
                f.text("dataset", 1, Limits.NAME_CHARS),
                f.integer("document", 0, Integer.MAX_VALUE),
                f.text("model", 1, Limits.NAME_CHARS),
                f.text("policy", 1, 2 * Limits.NAME_CHARS + 1),
                f.optionalText("variant", 0, Limits.NAME_CHARS),
                f.text("budget", 0, Limits.NAME_CHARS),
                f.decimal("reference_score", 0, 1),
                f.decimal("aligned_score", 0, 1),
                f.list("questions", 0, Limits.ANSWERS, QuestionVerdict::read),
                f.integer("missing", 0, Integer.MAX_VALUE),
                f.integer("repeated", 0, Integer.MAX_VALUE),
                f.integer("extra", 0, Integer.MAX_VALUE),
                f.has("kv") ? KvReportJson.read(f.object("kv")) : null,
                f.has("usage") ? Usage.read(f.object("usage")) : null,
                f.has("timings") ? RequestTimings.read(f.object("timings")) : null,
                f.has("majority") ? Majority.read(f.object("majority")) : null);
    }
}
