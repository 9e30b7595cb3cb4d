package dev.scopestream.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a safetensors file for a test; tensors without bytes are holes in the file. */
public final class SafetensorsWriter {
    private final Map<String, String> entries = new LinkedHashMap<>();
    private final Map<Long, ByteBuffer> contents = new LinkedHashMap<>();
    private long end;

    /** A tensor that is zero, except for its last elements. */
    public SafetensorsWriter add(String name, TensorType type, ByteBuffer last, long... shape) {
        long bytes = type.bytes();
        StringBuilder dimensions = new StringBuilder();
        for (long size : shape) {
            bytes *= size;
            dimensions.append(dimensions.isEmpty() ? "" : ",").append(size);
        }
        entries.put(
                name,
                "{\"dtype\":\"" + type + "\",\"shape\":[" + dimensions + "],\"data_offsets\":[" + end + ","
                        + (end + bytes) + "]}");
        end += bytes;
        contents.put(end - last.remaining(), last);
        return this;
    }

    public SafetensorsWriter floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return add(name, TensorType.F32, bytes, shape);
    }

    public void write(Path file) throws IOException {
        StringBuilder header = new StringBuilder("{");
        entries.forEach((name, entry) -> header.append(header.length() == 1 ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(entry));
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            channel.write(length.putLong(json.length).flip(), 0);
            channel.write(ByteBuffer.wrap(json), 8);
            for (Map.Entry<Long, ByteBuffer> content : contents.entrySet()) {
                channel.write(content.getValue().duplicate(), 8 + json.length + content.getKey());
            }
            long size = 8 + json.length + end;
            if (channel.size() < size) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }
}
