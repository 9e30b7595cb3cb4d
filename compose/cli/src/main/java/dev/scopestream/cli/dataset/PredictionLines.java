package dev.scopestream.cli.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.client.TextFile;
import dev.scopestream.events.Answer;
import dev.scopestream.events.Limits;
import dev.scopestream.scorer.offline.Prediction;
import dev.scopestream.scorer.score.ScoredDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Published predictions: lines {@code {document, answers, prediction}}, gzipped or not (told by the first bytes). */
final class PredictionLines {
    /** Bytes of a line; a result's text has no more. */
    static final int LONGEST_LINE = 2 * Limits.RESULT_BYTES;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.NESTING)
                            .maxStringLength(LONGEST_LINE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PredictionLines() {}

    /**
     * Reads a file; what isn't a prediction is told and passed over.
     *
     * @param dataset gives answers their labels
     * @param bad gets a sentence a line that can't be used
     * @throws IOException when the file can't be opened
     */
    static List<Prediction> read(Path file, ScoredDataset dataset, Consumer<String> bad) throws IOException {
        List<Prediction> found = new ArrayList<>();
        long line = 0;
        try (InputStream in = TextFile.open(file)) {
            for (byte[] bytes = next(in); bytes != null; bytes = next(in)) {
                line++;
                try {
                    found.add(prediction(bytes, dataset));
                } catch (IllegalArgumentException e) {
                    bad.accept(file.getFileName() + ", line " + line + ": " + e.getMessage());
                }
            }
        } catch (IOException e) {
            if (line == 0) {
                throw e;
            }
            bad.accept(file.getFileName() + ", line " + (line + 1) + ": breaks off: " + e.getMessage());
        }
        return found;
    }

    /** A line's bytes; null at the end; one byte more than allowed when it is longer. */
    private static byte[] next(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (bytes.size() <= LONGEST_LINE) {
                bytes.write(b);
            }
        }
        return bytes.toByteArray();
    }

    private static Prediction prediction(byte[] bytes, ScoredDataset dataset) {
        JsonNode node = object(bytes);
        JsonNode document = node.path("document");
        JsonNode text = node.path("prediction");
        JsonNode answers = node.path("answers");
        if (!document.isInt() || document.intValue() < 0) {
            throw new IllegalArgumentException("document must be a whole number from 0");
        }
        if (!text.isTextual()) {
            throw new IllegalArgumentException("prediction must be a text");
        }
        if (!answers.isArray() || answers.isEmpty() || answers.size() > Limits.ANSWERS) {
            throw new IllegalArgumentException("answers must be an array of 1 to " + Limits.ANSWERS);
        }
        List<Answer> labelled = new ArrayList<>();
        for (JsonNode answer : answers) {
            if (!answer.isTextual() && !answer.isNumber()) {
                throw new IllegalArgumentException("answers[" + labelled.size() + "] must be a text");
            }
            labelled.add(new Answer(dataset.firstLabel() + labelled.size(), answer.asText()));
        }
        return new Prediction(document.intValue(), labelled, text.textValue());
    }

    private static JsonNode object(byte[] bytes) {
        if (bytes.length > LONGEST_LINE) {
            throw new IllegalArgumentException("has more than " + LONGEST_LINE + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode node = JSON.readTree(text);
            if (!node.isObject()) {
                throw new IllegalArgumentException("must be a JSON object");
            }
            return node;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "is not JSON (column " + e.getLocation().getColumnNr() + ")", e);
        }
    }
}
