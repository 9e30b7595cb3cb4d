package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.PositionedFile;
import dev.scopestream.engine.checkpoint.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A GGUF file: metadata, then each tensor's type, shape and offset, then the tensors' bytes. */
final class GgufFile implements AutoCloseable {
    private static final int MOST_DIMENSIONS = 4;
    private static final int LONGEST_NAME = 256;

    private final PositionedFile file;
    private final RowDecoder decoder;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private GgufFile(PositionedFile file) {
        this.file = file;
        this.decoder = new RowDecoder(file);
        GgufReader reader = new GgufReader(file);
        int count = GgufMetadata.tensorCount(reader);
        this.metadata = GgufMetadata.read(reader);
        List<StoredTensor> relative = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            relative.add(tensor(reader));
        }
        int alignment = metadata.integer("general.alignment", 1, 1 << 20).orElse(32);
        if (Integer.bitCount(alignment) != 1) {
            throw metadata.error("general.alignment", "must be a power of two, but is " + alignment);
        }
        long start = (reader.position() + alignment - 1) / alignment * alignment;
        for (StoredTensor t : relative) {
            if (t.offset() % alignment != 0 || t.bytes() > file.size() - start - t.offset()) {
                throw error(
                        t.name(),
                        "lies from byte " + t.offset() + " on for " + t.bytes() + " bytes, but the data has "
                                + Math.max(0, file.size() - start) + " (aligned to " + alignment
                                + "): the file is truncated");
            }
            StoredTensor absolute = new StoredTensor(t.name(), t.type(), t.shape(), start + t.offset(), t.bytes());
            if (tensors.put(t.name(), absolute) != null) {
                throw error(t.name(), "is there twice");
            }
        }
        refuseOverlaps();
    }

    /** @throws CheckpointException when the file is missing, truncated or inconsistent, or has types that aren't read */
    static GgufFile open(Path path) {
        PositionedFile file = PositionedFile.open(path);
        boolean done = false;
        try {
            GgufFile opened = new GgufFile(file);
            done = true;
            return opened;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private void refuseOverlaps() {
        List<StoredTensor> inOrder = tensors.values().stream()
                .filter(t -> t.bytes() > 0)
                .sorted(Comparator.comparingLong(StoredTensor::offset))
                .toList();
        for (int i = 1; i < inOrder.size(); i++) {
            StoredTensor before = inOrder.get(i - 1);
            if (inOrder.get(i).offset() < before.offset() + before.bytes()) {
                throw error(inOrder.get(i).name(), "overlaps '" + before.name() + "'");
            }
        }
    }

    private StoredTensor tensor(GgufReader reader) {
        String name = reader.string("tensor name", LONGEST_NAME);
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
                        name,
                        "has the type " + GgmlType.described(number) + ", which isn't read; read are "
                                + GgmlType.listed()));
        if (shape.isEmpty() || shape.get(0) % type.blockElements() != 0) {
            throw error(
                    name,
                    "has rows of " + (shape.isEmpty() ? 0 : shape.get(0)) + " elements, no multiple of " + type + "'s "
                            + type.blockElements());
        }
        long offset = reader.count("the offset of " + name, Long.MAX_VALUE >> 1);
        Collections.reverse(shape);
        return new StoredTensor(
                name, type.name(), List.copyOf(shape), offset, elements / type.blockElements() * type.blockBytes());
    }

    private CheckpointException error(String tensor, String reason) {
        return new CheckpointException(path() + ": tensor '" + tensor + "' " + reason);
    }

    Path path() {
        return file.path();
    }

    GgufMetadata metadata() {
        return metadata;
    }

    /** By GGUF name; shapes are row-major, as in PyTorch. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** Fills {@code target} with the tensor's elements from index {@code first} on as fp32: whole blocks. */
    void elements(StoredTensor tensor, long first, ByteBuffer target) {
        decoder.read(tensor, first, target);
    }

    /** Fills {@code target} from the file's byte {@code position} on. */
    void read(ByteBuffer target, long position) {
        file.read(target, position);
    }

    @Override
    public void close() {
        file.close();
    }
}
