package dev.scopestream.jmh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A published answer of Llama-3.1-8B-Instruct to a document of 40 questions of CommonsenseQA, a line of the tests'
 * resource published-4k/allkv-none-512-csqa.jsonl.gz.
 *
 * @param answers the expected letters, by order
 */
public record PublishedPrediction(List<String> answers, String text) {
    private static final String RESOURCE = "/published-4k/allkv-none-512-csqa.jsonl.gz";

    public PublishedPrediction {
        answers = List.copyOf(answers);
    }

    /** @param document its number, 0 to 29 */
    public static PublishedPrediction read(int document) throws IOException {
        try (InputStream packed = PublishedPrediction.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
            JsonNode line = new ObjectMapper()
                    .readTree(lines.lines().skip(document).findFirst().orElseThrow());
            List<String> answers = new ArrayList<>();
            line.get("answers").forEach(answer -> answers.add(answer.textValue()));
            return new PublishedPrediction(answers, line.get("prediction").textValue());
        }
    }
}
