package dev.scopestream.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A GGUF file: metadata, then each tensor's type, shape and offset, then the tensors' bytes. */
final class GgufFile implements AutoCloseable {
    private static final int MOST_DIMENSIONS = 4;
    /** Bytes of a chunk, about: whole blocks of every type fit it. */
    private static final int CHUNK_BLOCKS = 1 << 15;

    private final Path file;
    private final FileChannel channel;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private GgufFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        GgufReader reader = new GgufReader(file, channel);
        int count = GgufMetadata.tensorCount(reader);
        this.metadata = GgufMetadata.read(file, reader);
        List<StoredTensor> relative = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            relative.add(tensor(reader));
        }
        int alignment = metadata.integer("general.alignment", 1, 1 << 20).orElse(32);
        long start = (reader.position() + alignment - 1) / alignment * alignment;
        for (StoredTensor t : relative) {
            if (t.offset() % alignment != 0 || t.bytes() > reader.size() - start - t.offset()) {
                throw error(
                        t.name(),
                        "lies from byte " + t.offset() + " on for " + t.bytes() + " bytes, but the data has "
                                + Math.max(0, reader.size() - start) + " (aligned to " + alignment
                                + "): the file is truncated");
            }
            StoredTensor absolute = new StoredTensor(t.name(), t.type(), t.shape(), start + t.offset(), t.bytes());
            if (tensors.put(t.name(), absolute) != null) {
                throw error(t.name(), "is there twice");
            }
        }
    }

    /** @throws CheckpointException when the file is missing, truncated or inconsistent, or has types that aren't read */
    static GgufFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            GgufFile opened = new GgufFile(file, channel);
            channel = null;
            return opened;
        } catch (IOException e) {
            throw new CheckpointException("can't read " + file + ": " + e.getMessage(), e);
        } finally {
            SafetensorsFile.closeQuietly(channel);
        }
    }

    private StoredTensor tensor(GgufReader reader) throws IOException {
        String name = reader.string("tensor name", 256);
        long dimensions = reader.u32();
        if (dimensions > MOST_DIMENSIONS) {
            throw error(name, "has " + dimensions + " dimensions; at most " + MOST_DIMENSIONS + " are read");
        }
        List<Long> shape = new ArrayList<>();
        long elements = 1;
        for (int i = 0; i < dimensions; i++) {
            long length = reader.count("a dimension of " + name, Integer.MAX_VALUE);
            shape.add(length);
            // each is below 2^31, and the product is kept below 2^40
            elements *= length;
            if (elements > 1L << 40) {
                throw error(name, "has an impossible shape " + shape);
            }
        }
        long number = reader.u32();
        GgmlType type = GgmlType.of(number)
                .orElseThrow(() -> error(
                        name, "has the type number " + number + ", which isn't read; read are " + GgmlType.listed()));
        if (shape.isEmpty() || shape.get(0) % type.blockElements() != 0) {
            throw error(name, "has rows that are no multiple of " + type.blockElements() + ": " + shape);
        }
        long offset = reader.count("the offset of " + name, Long.MAX_VALUE >> 1);
        Collections.reverse(shape);
        return new StoredTensor(
                name, type.name(), List.copyOf(shape), offset, elements / type.blockElements() * type.blockBytes());
    }

    private CheckpointException error(String tensor, String reason) {
        return new CheckpointException(file + ": tensor '" + tensor + "' " + reason);
    }

    Path file() {
        return file;
    }

    GgufMetadata metadata() {
        return metadata;
    }

    /** By GGUF name; shapes are row-major, as in PyTorch. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** The tensor's elements as fp32 in a fresh direct little-endian buffer. */
    ByteBuffer floats(StoredTensor tensor) {
        GgmlType type = GgmlType.valueOf(tensor.type());
        long bytes = tensor.elements() * 4;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw error(
                    tensor.name(),
                    "takes " + bytes + " bytes in fp32; at most " + (Integer.MAX_VALUE - 8) + " fit one buffer");
        }
        ByteBuffer result = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        Dequantizer dequantizer = new Dequantizer();
        int most = CHUNK_BLOCKS * type.blockBytes();
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(most, tensor.bytes()));
        for (long done = 0; done < tensor.bytes(); done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(most, tensor.bytes() - done));
            read(chunk, tensor.offset() + done);
            dequantizer.dequantize(type, chunk.flip(), result);
        }
        return result.flip();
    }

    /** Fills {@code target} from the file's byte {@code position} on. */
    void read(ByteBuffer target, long position) {
        try {
            SafetensorsFile.readFully(file, channel, target, position);
        } catch (IOException e) {
            throw new CheckpointException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        SafetensorsFile.closeQuietly(channel);
    }
}
