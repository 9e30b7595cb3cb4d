package dev.scopestream.scorer.offline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.events.Answer;
import dev.scopestream.events.Limits;
import dev.scopestream.scorer.score.ScoredDataset;
import java.util.ArrayList;
import java.util.List;

/** JSON lines to predictions. */
final class LineParser {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.NESTING)
                            .maxStringLength(TextLines.MAX_LINE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ScoredDataset dataset;

    LineParser(ScoredDataset dataset) {
        this.dataset = dataset;
    }

    Prediction prediction(String line) throws BadLineException {
        JsonNode node = object(line);
        JsonNode document = node.get("document");
        if (document == null || !document.isInt() || document.intValue() < 0) {
            throw new BadLineException("document must be a whole number from 0");
        }
        JsonNode text = node.get("prediction");
        if (text == null || !text.isTextual()) {
            throw new BadLineException("prediction must be a text");
        }
        return new Prediction(
                document.intValue(), answers(node.get("answers"), dataset.firstLabel()), text.textValue());
    }

    /**
     * Texts, or objects of label and answer; none when the node is absent.
     *
     * @param firstLabel of texts, which are numbered from there
     */
    static List<Answer> answers(JsonNode node, int firstLabel) throws BadLineException {
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || node.size() > Limits.ANSWERS) {
            throw new BadLineException("answers must be an array of at most " + Limits.ANSWERS);
        }
        List<Answer> answers = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            JsonNode label = item.get("label");
            JsonNode text = item.isObject() ? item.get("answer") : item;
            if (text == null || !(text.isTextual() || text.isNumber())) {
                throw new BadLineException("answers[" + answers.size() + "] must be a text, or have label and answer");
            }
            if (label != null && (!label.isInt() || label.intValue() < 0)) {
                throw new BadLineException("answers[" + answers.size() + "].label must be a whole number from 0");
            }
            int number = label == null ? firstLabel + answers.size() : label.intValue();
            answers.add(new Answer(number, text.asText()));
        }
        return answers;
    }

    static JsonNode object(String line) throws BadLineException {
        try {
            JsonNode node = MAPPER.readTree(line);
            if (node.isObject()) {
                return node;
            }
            throw new BadLineException("must be a JSON object");
        } catch (JsonProcessingException e) {
            throw new BadLineException("is not JSON (column " + e.getLocation().getColumnNr() + ")");
        }
    }
}
