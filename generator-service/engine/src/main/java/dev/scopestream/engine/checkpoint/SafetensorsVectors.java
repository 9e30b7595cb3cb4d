package dev.scopestream.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small safetensors file that is read as a whole: its fp32 tensors and its metadata. */
public final class SafetensorsVectors {
    private final Path file;
    private final Map<String, float[]> vectors = new LinkedHashMap<>();
    private final Map<String, String> metadata;

    /**
     * Reads a file.
     *
     * @param most bytes that it may have
     * @throws CheckpointException when it is missing, larger, damaged, or holds something else than fp32
     */
    public SafetensorsVectors(Path file, long most) {
        this.file = file;
        try (PositionedFile bytes = PositionedFile.open(file)) {
            if (bytes.size() > most) {
                throw new CheckpointException(file + " has " + bytes.size() + " bytes; at most " + most);
            }
        }
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            metadata = tensors.metadata();
            tensors.tensors().values().forEach(tensor -> vectors.put(tensor.name(), read(tensors, tensor)));
        }
    }

    private float[] read(SafetensorsFile tensors, StoredTensor tensor) {
        if (!tensor.type().equals(TensorType.F32.name())) {
            throw new CheckpointException(file + ": " + tensor.name() + " is " + tensor.type() + ", not F32");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        tensors.readRows(tensor, 0, bytes);
        float[] values = new float[bytes.flip().remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** Elements of a tensor; it must be there, with as many. */
    public float[] vector(String name, int elements) {
        float[] values = vectors.get(name);
        if (values == null || values.length != elements) {
            throw new CheckpointException(file + " has "
                    + (values == null
                            ? "no tensor " + name
                            : values.length + " elements of " + name + ", not " + elements));
        }
        return values;
    }

    /** Texts that were written with the tensors. */
    public Map<String, String> metadata() {
        return metadata;
    }
}
