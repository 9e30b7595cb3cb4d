package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a safetensors file of fp32 tensors: a new one replaces an old one only when it is whole and on the disk. */
public final class SafetensorsOutput {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int CHUNK = 1 << 16;

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final List<FloatBuffer> contents = new ArrayList<>();
    private long end;

    /** @param metadata texts that a reader finds with the tensors */
    public SafetensorsOutput(Map<String, String> metadata) {
        if (!metadata.isEmpty()) {
            header.put("__metadata__", metadata);
        }
    }

    /** Adds a tensor whose elements are {@code values}' rest, row-major. */
    public SafetensorsOutput add(String name, FloatBuffer values, long... shape) {
        long bytes = (long) values.remaining() * Float.BYTES;
        header.put(
                name,
                Map.of("dtype", TensorType.F32.name(), "shape", shape, "data_offsets", new long[] {end, end + bytes}));
        contents.add(values.slice());
        end += bytes;
        return this;
    }

    /**
     * Writes the file, also in a thread that is interrupted.
     *
     * @throws IOException when it can't be written; what was there before is still there, and nothing else
     */
    public void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            // not a channel: an interrupt would close it
            try (FileOutputStream out = new FileOutputStream(part.toFile())) {
                write(out);
                out.getFD().sync();
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(OutputStream out) throws IOException {
        byte[] json = json();
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.write(length.putLong(json.length).array());
        out.write(json);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (FloatBuffer content : contents) {
            FloatBuffer rest = content.duplicate();
            while (rest.hasRemaining()) {
                int count = Math.min(rest.remaining(), CHUNK / Float.BYTES);
                chunk.clear().asFloatBuffer().put(rest.slice(rest.position(), count));
                rest.position(rest.position() + count);
                out.write(chunk.array(), 0, count * Float.BYTES);
            }
        }
    }

    private byte[] json() {
        try {
            return MAPPER.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON can be made of " + header.keySet(), e);
        }
    }
}
