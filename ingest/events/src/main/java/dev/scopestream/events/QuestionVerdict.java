package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One question's verdict by both scorers.
 *
 * @param label the question's number in the prompt
 * @param expected as the scorer understands the reference
 * @param foundReference the answer that the published scorer reads, or null; likewise foundAligned
 */
public record QuestionVerdict(
        int label,
        String expected,
        String foundReference,
        boolean correctReference,
        String foundAligned,
        boolean correctAligned) {

    static QuestionVerdict read(JsonNode node, String path) {
        Fields f = Fields.of(node, path);
        return new QuestionVerdict(
                f.integer("label", 0, Integer.MAX_VALUE),
                f.text("expected", 0, Limits.ANSWER_CHARS),
                f.optionalText("found_reference", 0, Limits.TEXT_CHARS),
                f.flag("correct_reference"),
                f.optionalText("found_aligned", 0, Limits.TEXT_CHARS),
                f.flag("correct_aligned"));
    }
}
