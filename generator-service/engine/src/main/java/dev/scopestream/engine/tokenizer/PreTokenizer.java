package dev.scopestream.engine.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How byte-level BPE splits a text before it merges, by the value of {@code tokenizer.ggml.pre}. The patterns come from
 * the models' own tokenizer.json, or from llama.cpp (llama-vocab.cpp) where the two split alike.
 *
 * @param names values of {@code tokenizer.ggml.pre} that mean this
 * @param patterns Oniguruma expressions, applied one after the other to the pieces so far: every match, and every
 *     text between matches, becomes a piece
 * @param nfc whether the text is brought to Unicode normalisation form C first
 * @param wholeWordsFirst whether a piece that is a token isn't merged at all ({@code ignore_merges})
 * @param addBos whether a start token is put in front where the file doesn't say
 */
record PreTokenizer(List<String> names, List<String> patterns, boolean nfc, boolean wholeWordsFirst, boolean addBos) {
    private static final String RESOURCE = "pretokenizers.json";
    /** What llama.cpp uses for files without {@code tokenizer.ggml.pre}. */
    static final String DEFAULT = "default";

    static Optional<PreTokenizer> named(String name) {
        return all().stream().filter(p -> p.names().contains(name)).findFirst();
    }

    /** All names, for messages. */
    static String listed() {
        return String.join(
                ", ", all().stream().flatMap(p -> p.names().stream()).sorted().toList());
    }

    private static List<PreTokenizer> all() {
        try (InputStream resource = PreTokenizer.class.getResourceAsStream(RESOURCE)) {
            List<PreTokenizer> found = new ArrayList<>();
            for (JsonNode node : new JsonMapper().readTree(resource)) {
                found.add(new PreTokenizer(
                        texts(node.get("names")),
                        texts(node.get("patterns")),
                        node.get("nfc").asBoolean(),
                        node.get("wholeWordsFirst").asBoolean(),
                        node.get("addBos").asBoolean()));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }
}
