package dev.scopestream.engine.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The bundled model in a directory of its own, with other names for some of its tokens: what it generates doesn't change,
 * so a token of a known text is any token that a test needs. Its greedy answer to {@link #PROMPT} is {@link #ANSWER}.
 */
final class ChangedTinyModel {
    static final String PROMPT =
            """
            Question_1: 3+5
            Question_2: 4-1
            Question_3: 2+2
            Question_4: 9-3
            Question_5: 7+1
            Question_6: 6-2

            """;
    static final String ANSWER =
            """
            Answer_1: 3+5=8; #1=8. The answer is 8
            Answer_2: 4-1=3; #2=3. The answer is 3
            Answer_3: 2+2=4; #3=4. The answer is 4
            Answer_4: 9-3=6; #4=6. The answer is 6
            Answer_5: 7+1=8; #5=8. The answer is 8
            Answer_6: 6-2=4; #6=4. The answer is 4
            """;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path directory;

    ChangedTinyModel(Path directory) {
        this.directory = BundledModel.materialise("longgen-tiny", directory);
    }

    Path directory() {
        return directory;
    }

    /** Makes a token of the vocabulary an added one of another name; returns its id. */
    int rename(String token, String name, boolean special) throws IOException {
        int[] id = new int[1];
        change("tokenizer.json", json -> {
            ObjectNode vocabulary = (ObjectNode) json.path("model").path("vocab");
            JsonNode entry = vocabulary.remove(token);
            vocabulary.set(name, entry);
            id[0] = entry.intValue();
            ObjectNode added = ((ArrayNode) json.path("added_tokens")).addObject();
            added.put("id", id[0]).put("content", name).put("special", special);
            for (String option : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
                added.put(option, false);
            }
        });
        return id[0];
    }

    /** Changes one of its JSON files, or makes a new one. */
    void change(String file, Consumer<ObjectNode> changes) throws IOException {
        Path path = directory.resolve(file);
        ObjectNode json =
                path.toFile().exists() ? (ObjectNode) MAPPER.readTree(path.toFile()) : MAPPER.createObjectNode();
        changes.accept(json);
        MAPPER.writeValue(path.toFile(), json);
    }
}
