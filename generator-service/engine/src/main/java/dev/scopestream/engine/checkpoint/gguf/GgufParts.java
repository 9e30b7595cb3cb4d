package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model's GGUF file, or the several ones that it was split into (llama.cpp's gguf-split): the first has the metadata. */
final class GgufParts implements AutoCloseable {
    private static final String NUMBER = "split.no";
    private static final String COUNT = "split.count";
    private static final String TENSORS = "split.tensors.count";
    private static final int MOST_PARTS = 1024;

    private final List<GgufFile> files = new ArrayList<>();
    private final Map<String, GgufFile> fileOf = new LinkedHashMap<>();
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private GgufParts() {}

    /**
     * Opens the file, and those that belong to it.
     *
     * @param first the only one, or the first of several
     * @throws CheckpointException when one is missing, damaged, or of another model
     */
    static GgufParts open(Path first) {
        GgufParts parts = new GgufParts();
        boolean done = false;
        try {
            parts.read(first);
            done = true;
            return parts;
        } finally {
            if (!done) {
                parts.close();
            }
        }
    }

    private void read(Path first) {
        add(GgufFile.open(first));
        int count = metadata().integer(COUNT, 0, MOST_PARTS).orElse(1);
        if (count <= 1) {
            return;
        }
        GgufSplitName name = GgufSplitName.of(first)
                .filter(n -> n.count() == count)
                .orElseThrow(() -> metadata()
                        .error(
                                COUNT,
                                "= " + count
                                        + ", but the file's name doesn't end with -00001-of-%05d.gguf"
                                                .formatted(count)));
        if (name.part() != 1) {
            throw metadata()
                    .error(
                            NUMBER,
                            "says that this is one of " + count + " files of a model; give the path of the first, "
                                    + name.at(1).path().getFileName());
        }
        requireNumber(files.get(0), 0, count);
        for (int i = 1; i < count; i++) {
            GgufFile file = GgufFile.open(name.at(i + 1).path());
            add(file);
            requireNumber(file, i, count);
        }
        int expected = metadata().integer(TENSORS, 0, 1 << 20).orElse(tensors.size());
        if (tensors.size() != expected) {
            throw metadata()
                    .error(
                            TENSORS,
                            "= " + expected + ", but its " + count + " files have " + tensors.size() + " together");
        }
    }

    private static void requireNumber(GgufFile file, int number, int count) {
        GgufMetadata metadata = file.metadata();
        if (metadata.integer(NUMBER, 0, 1 << 16).orElse(-1) != number) {
            throw metadata.error(NUMBER, "must be " + number + ", by the file's name");
        }
        if (metadata.integer(COUNT, 0, 1 << 16).orElse(-1) != count) {
            throw metadata.error(COUNT, "must be " + count + ", as in the first file");
        }
    }

    private void add(GgufFile file) {
        files.add(file);
        file.tensors().forEach((name, tensor) -> {
            if (tensors.put(name, tensor) != null) {
                throw new CheckpointException(file.path() + ": tensor '" + name + "' is there twice, also in "
                        + fileOf.get(name).path());
            }
            fileOf.put(name, file);
        });
    }

    /** Of the first file. */
    Path path() {
        return files.get(0).path();
    }

    /** Of the file that a tensor is in. */
    Path path(StoredTensor tensor) {
        return fileOf.get(tensor.name()).path();
    }

    GgufMetadata metadata() {
        return files.get(0).metadata();
    }

    /** By GGUF name; shapes are row-major, as in PyTorch. */
    Map<String, StoredTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Fills {@code target} with the tensor's elements from index {@code first} on as fp32: whole blocks. */
    void elements(StoredTensor tensor, long first, ByteBuffer target) {
        fileOf.get(tensor.name()).elements(tensor, first, target);
    }

    /** Fills {@code target} from byte {@code position} on of the file that the tensor is in. */
    void read(StoredTensor tensor, ByteBuffer target, long position) {
        fileOf.get(tensor.name()).read(target, position);
    }

    @Override
    public void close() {
        files.forEach(GgufFile::close);
    }
}
