package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * What a tokenizer.json puts around a text, checked before it reaches the tokenizer library, which takes a template that names
 * a token it doesn't describe and ends the process when it first encodes.
 */
final class PostProcessors {
    private static final String SPECIAL = "special_tokens";

    private PostProcessors() {}

    /** @throws IOException for a template that can't be applied, with the field */
    static void check(String where, JsonNode processor) throws IOException {
        JsonNode several = processor.path("processors");
        for (int i = 0; i < several.size(); i++) {
            check(where + ".processors[" + i + "]", several.get(i));
        }
        JsonNode tokens = processor.path(SPECIAL);
        for (String template : new String[] {"single", "pair"}) {
            JsonNode pieces = processor.path(template);
            for (int i = 0; i < pieces.size(); i++) {
                JsonNode id = pieces.get(i).path("SpecialToken").path("id");
                if (id.isTextual() && !tokens.has(id.textValue())) {
                    throw new IOException(where + "." + template + "[" + i + "] names the token '" + id.textValue()
                            + "', which isn't in its " + SPECIAL);
                }
            }
        }
        for (var token : tokens.properties()) {
            JsonNode ids = token.getValue().path("ids");
            if (ids.size() != token.getValue().path("tokens").size()) {
                throw new IOException(
                        where + "." + SPECIAL + "." + token.getKey() + " must have as many ids as tokens");
            }
        }
    }
}
