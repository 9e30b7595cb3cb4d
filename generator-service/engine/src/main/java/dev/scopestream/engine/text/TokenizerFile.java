package dev.scopestream.engine.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A tokenizer.json and what streaming needs to know of it beyond the tokenizer library's methods.
 *
 * @param specialTokens ids of added tokens marked special, which decoding skips
 * @param controlTokens the same by their text
 * @param addedTokens all added tokens by their text
 * @param byteTokens ids of the tokens {@code <0x00>} to {@code <0xFF>} when the decoder joins them into characters
 *     (ByteFallback), else none
 */
record TokenizerFile(
        BitSet specialTokens, Map<String, Integer> controlTokens, Map<String, Integer> addedTokens, BitSet byteTokens) {
    private static final int MOST_BYTES = 128 << 20;
    private static final int MOST_ID = (1 << 22) - 1;

    /** The file's content, if it isn't too long. */
    static byte[] read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException("missing file " + file.getFileName() + " in "
                    + file.toAbsolutePath().getParent());
        }
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new CheckpointException(file + " has " + size + " bytes; at most " + MOST_BYTES + " are read");
            }
            return withoutByteOrderMark(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CheckpointException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** The tokenizer library takes no byte order mark (EF BB BF). */
    private static byte[] withoutByteOrderMark(byte[] bytes) {
        boolean marked =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
    }

    static TokenizerFile parse(byte[] content) throws IOException {
        BitSet special = new BitSet();
        Map<String, Integer> control = new HashMap<>();
        Map<String, Integer> added = new HashMap<>();
        BitSet bytes = new BitSet();
        boolean fallback = false;
        try (JsonParser parser = StrictJson.parser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it holds no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "added_tokens" -> added(parser.readValueAsTree(), special, control, added);
                    case "decoder" ->
                        fallback = decoder(parser.readValueAsTree())
                                .findValuesAsText("type")
                                .contains("ByteFallback");
                    case "model" -> model(parser, bytes);
                    case "post_processor" -> PostProcessors.check(field, parser.readValueAsTree());
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("there is something after its end");
            }
        }
        return new TokenizerFile(special, control, added, fallback ? bytes : new BitSet());
    }

    private static void added(JsonNode tokens, BitSet special, Map<String, Integer> control, Map<String, Integer> added)
            throws IOException {
        if (!tokens.isArray() && !tokens.isNull()) {
            throw wrong("added_tokens", "a list", tokens);
        }
        for (int i = 0; i < tokens.size(); i++) {
            String at = "added_tokens[" + i + "]";
            JsonNode token = tokens.get(i);
            if (!token.isObject()) {
                throw wrong(at, "an object", token);
            }
            int id = id(at + ".id", token.path("id"));
            if (!token.path("content").isTextual()) {
                throw wrong(at + ".content", "a string", token.path("content"));
            }
            String text = token.get("content").textValue();
            JsonNode marked = token.path("special");
            if (!marked.isMissingNode() && !marked.isBoolean()) {
                throw wrong(at + ".special", "true or false", marked);
            }
            boolean isSpecial = marked.booleanValue();
            if (isSpecial) {
                special.set(id);
            }
            if (!text.isEmpty()) {
                added.put(text, id);
                if (isSpecial) {
                    control.put(text, id);
                }
            }
        }
    }

    /** Finds the byte tokens of a vocabulary: an object from text to id, or (Unigram) an array of text and score. */
    private static void model(JsonParser parser, BitSet bytes) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("model", "an object", parser.readValueAsTree());
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("vocab") && value == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String text = parser.currentName();
                    parser.nextToken();
                    if (isByte(text)) {
                        bytes.set(id("model.vocab: " + text, parser.readValueAsTree()));
                    } else {
                        parser.skipChildren();
                    }
                }
            } else if (field.equals("vocab") && value == JsonToken.START_ARRAY) {
                for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
                    if (parser.nextToken() == JsonToken.VALUE_STRING && isByte(parser.getText())) {
                        bytes.set(id);
                    }
                    while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
                        parser.skipChildren();
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    private static boolean isByte(String text) {
        return text.length() == 6 && text.startsWith("<0x") && text.endsWith(">");
    }

    private static JsonNode decoder(JsonNode decoder) throws IOException {
        if (!decoder.isObject() && !decoder.isNull()) {
            throw wrong("decoder", "an object", decoder);
        }
        return decoder;
    }

    private static int id(String where, JsonNode value) throws IOException {
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > MOST_ID) {
            throw wrong(where, "an integer from 0 to " + MOST_ID, value);
        }
        return value.intValue();
    }

    private static IOException wrong(String where, String what, JsonNode value) {
        return new IOException(where + " must be " + what + ", but is " + StrictJson.brief(value));
    }
}
