package dev.scopestream.client.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.client.LineReader;
import dev.scopestream.client.TextFile;
import dev.scopestream.events.JsonFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ObjLongConsumer;

/** One JSON object a line, in a file that may be gzipped: told by its first bytes. Lines and the file are bounded. */
final class JsonLines {
    static final int LONGEST_LINE = 64 << 20;
    static final long LARGEST_FILE = 1L << 30;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(LONGEST_LINE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonLines() {}

    /**
     * Gives each line's object, with its number from 1; a line that isn't one goes to the bad ones, and so does the rest
     * of a file that breaks off. Empty lines are passed over.
     *
     * @throws DatasetException when the file can't be opened
     */
    static void read(Path file, BadLines bad, ObjLongConsumer<JsonNode> each) {
        String name = String.valueOf(file.getFileName());
        try (LineReader lines = new LineReader(open(file), LONGEST_LINE)) {
            for (Optional<LineReader.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
                LineReader.Line line = next.get();
                long number = line.number();
                if (lines.position() > LARGEST_FILE) {
                    bad.add(name, number, "the file has more than " + LARGEST_FILE + " bytes: the rest is left out");
                    return;
                }
                if (line.bytes() == null) {
                    bad.add(name, number, "has more than " + LONGEST_LINE + " bytes");
                } else if (!line.isBlank()) {
                    object(ByteBuffer.wrap(line.bytes()), name, number, bad, each);
                }
            }
        } catch (IOException e) {
            bad.add(name, 0, "breaks off: " + e.getMessage());
        }
    }

    /** A file's bytes, unpacked and without a byte order mark. */
    static InputStream open(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new DatasetException(Files.exists(file) ? file + " is not a file" : "there is no file " + file);
            }
            return TextFile.open(file);
        } catch (IOException e) {
            throw new DatasetException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static void object(
            ByteBuffer bytes, String name, long number, BadLines bad, ObjLongConsumer<JsonNode> each) {
        JsonNode node;
        try {
            node = JSON.readTree(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            bad.add(name, number, "is not UTF-8");
            return;
        } catch (JsonProcessingException e) {
            bad.add(name, number, "is not JSON: " + JsonFailure.reason(e));
            return;
        }
        if (node.isObject()) {
            each.accept(node, number);
        } else {
            bad.add(name, number, "is not a JSON object");
        }
    }
}
