package dev.scopestream.engine.checkpoint;

import dev.scopestream.engine.IntArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A GGUF file as a checkpoint: tensors under Hugging Face's names, dequantised. The rows of a llama file's query and key
 * projections come back from GGUF's order (rotated pairs side by side) to Hugging Face's (halves).
 */
final class GgufCheckpoint implements Checkpoint {
    private final GgufFile file;
    private final ModelConfig config;
    private final SortedMap<String, StoredTensor> tensors = new TreeMap<>();

    private GgufCheckpoint(GgufFile file) {
        this.file = file;
        this.config = new GgufConfigReader(file).read();
        file.tensors().forEach((name, tensor) -> {
            if (!name.equals(GgufNames.ROPE_FACTORS)) {
                String theirs = GgufNames.huggingFace(name)
                        .orElseThrow(() -> new CheckpointException(
                                file.file() + ": tensor '" + name + "' belongs to no supported family"));
                tensors.put(theirs, tensor);
            }
        });
    }

    static GgufCheckpoint open(Path path) {
        GgufFile file = GgufFile.open(path.toAbsolutePath().normalize());
        boolean done = false;
        try {
            GgufCheckpoint checkpoint = new GgufCheckpoint(file);
            done = true;
            return checkpoint;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public IntArray eosTokens() {
        return config.special().eos();
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public List<Long> shape(String name) {
        return tensor(name).shape();
    }

    @Override
    public ByteBuffer floats(String name, long... shape) {
        StoredTensor tensor = tensor(name);
        tensor.requireShape(file.file(), "the metadata", shape);
        ByteBuffer floats = file.floats(tensor);
        boolean pairs = config.family() == ModelFamily.LLAMA
                && (name.contains(".self_attn.q_proj.") || name.contains(".self_attn.k_proj."));
        return pairs ? halves(floats, tensor) : floats;
    }

    /** Row 2 j + i of a head (pair j, member i) becomes row i D/2 + j. */
    private ByteBuffer halves(ByteBuffer source, StoredTensor tensor) {
        int headDim = config.headDim();
        int rows = tensor.shape().get(0).intValue();
        if (rows % headDim != 0) {
            throw new CheckpointException(file.file() + ": tensor '" + tensor.name() + "' has " + rows
                    + " rows, no multiple of the head's length " + headDim);
        }
        int rowBytes = rows == 0 ? 0 : source.remaining() / rows;
        ByteBuffer target = ByteBuffer.allocateDirect(source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            int head = row / headDim * headDim;
            int member = row % headDim / (headDim / 2);
            int pair = row % (headDim / 2);
            target.put(source.slice((head + 2 * pair + member) * rowBytes, rowBytes));
        }
        return target.flip();
    }

    private StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException("no tensor '" + name + "' in " + file.file());
        }
        return tensor;
    }

    @Override
    public String weightsDigest() {
        WeightsDigest weightsDigest = new WeightsDigest(config);
        tensors.values().forEach(tensor -> weightsDigest.add(tensor, file::read));
        return weightsDigest.hex();
    }

    @Override
    public String name() {
        String name = String.valueOf(file.file().getFileName());
        return name.substring(0, name.length() - ".gguf".length());
    }

    @Override
    public void close() {
        file.close();
    }
}
