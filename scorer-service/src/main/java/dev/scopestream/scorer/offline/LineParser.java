package dev.scopestream.scorer.offline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.events.Answer;
import dev.scopestream.events.Limits;
import dev.scopestream.scorer.score.Dataset;
import java.util.ArrayList;
import java.util.List;

/** JSON lines to predictions and to the answers of a data set's documents. */
final class LineParser {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.NESTING)
                            .maxStringLength(LineReader.MAX_LINE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Dataset dataset;

    LineParser(Dataset dataset) {
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
        return new Prediction(document.intValue(), answers(node.get("answers")), text.textValue());
    }

    /** The expected answers of a data set's line. */
    List<Answer> reference(String line) throws BadLineException {
        List<Answer> answers = answers(object(line).get("answers"));
        if (answers.isEmpty()) {
            throw new BadLineException("answers must be an array that isn't empty");
        }
        return answers;
    }

    /** Texts, which get the labels of their data set, or objects of label and answer. */
    private List<Answer> answers(JsonNode node) throws BadLineException {
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
            if (label != null && !label.isInt()) {
                throw new BadLineException("answers[" + answers.size() + "].label must be a whole number");
            }
            int number = label == null ? dataset.firstLabel() + answers.size() : label.intValue();
            answers.add(new Answer(number, text.asText()));
        }
        return answers;
    }

    private static JsonNode object(String line) throws BadLineException {
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
