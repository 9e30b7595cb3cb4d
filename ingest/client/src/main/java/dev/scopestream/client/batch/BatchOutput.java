package dev.scopestream.client.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.client.LineReader;
import dev.scopestream.client.openai.OpenAiJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** A file that lines are appended to. What an interrupted run left there stays, but for a last line that is torn. */
final class BatchOutput implements AutoCloseable {
    /** Bytes of a line: a result's text, written with escapes, and what stands around it. */
    private static final int LONGEST_LINE = 1 << 28;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final OutputStream out;

    /**
     * Opens the file.
     *
     * @param earlier gets each line that is there
     * @throws BatchException when it can't be written, or has a line that isn't a batch's
     */
    BatchOutput(Path file, Consumer<JsonNode> earlier) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                cut(file, read(file, earlier));
            }
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** @return bytes up to the end of the last whole line */
    private static long read(Path file, Consumer<JsonNode> earlier) throws IOException {
        long whole = 0;
        try (LineReader lines = new LineReader(Files.newInputStream(file), LONGEST_LINE)) {
            for (Optional<LineReader.Line> line = lines.next();
                    line.isPresent() && line.get().ended();
                    line = lines.next()) {
                JsonNode node = parse(line.get().bytes());
                if (!node.has("custom_id")) {
                    throw new BatchException(file + ", line " + lines.number()
                            + ", is not a batch's: name another file, or remove this one");
                }
                earlier.accept(node);
                whole = lines.position();
            }
        }
        return whole;
    }

    private static JsonNode parse(byte[] line) {
        try {
            return line == null ? JSON.missingNode() : JSON.readTree(line);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static void cut(Path file, long length) throws IOException {
        if (Files.size(file) > length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
        }
    }

    /** Appends a line; it is in the file when this returns. */
    void append(JsonNode line) {
        try {
            byte[] json = OpenAiJson.bytes(line);
            byte[] whole = Arrays.copyOf(json, json.length + 1);
            whole[json.length] = '\n';
            out.write(whole);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private BatchException failure(IOException e) {
        return new BatchException(file + " can't be written: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
