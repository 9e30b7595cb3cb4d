package dev.scopestream.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.openai.OpenAiJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A file that lines are appended to. What an interrupted run left there stays, but for a last line that is torn. */
final class BatchOutput implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final OutputStream out;

    /**
     * Opens the file.
     *
     * @param earlier gets each line that is there
     * @throws CliException when it can't be written, or has a line that isn't a batch's
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
        long position = 0;
        int number = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                position++;
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                number++;
                JsonNode node = parse(line.toByteArray());
                if (!node.has("custom_id")) {
                    throw new CliException(
                            file + ", line " + number + ", is not a batch's: name another file, or remove this one");
                }
                earlier.accept(node);
                line.reset();
                whole = position;
            }
        }
        return whole;
    }

    private static JsonNode parse(byte[] line) {
        try {
            return JSON.readTree(line);
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
            byte[] whole = java.util.Arrays.copyOf(json, json.length + 1);
            whole[json.length] = '\n';
            out.write(whole);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private CliException failure(IOException e) {
        return new CliException(file + " can't be written: " + e.getMessage(), e);
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
