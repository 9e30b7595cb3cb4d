package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.checkpoint.StoredTensor;
import dev.scopestream.engine.checkpoint.WeightsDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A GGUF file, or several that a model was split into, as a checkpoint: tensors under Hugging Face's names, dequantised. The rows of a llama file's query and key
 * projections (and those of its relatives) come back from GGUF's order (rotated pairs side by side) to Hugging Face's (halves).
 */
public final class GgufCheckpoint implements Checkpoint {
    private final GgufParts file;
    private final GgufArchitecture architecture;
    private final ModelConfig config;
    private final SortedMap<String, StoredTensor> tensors = new TreeMap<>();

    private GgufCheckpoint(GgufParts file) {
        this.file = file;
        GgufKeys keys = GgufKeys.of(file.metadata());
        this.architecture = keys.architecture();
        this.config = new GgufConfigReader(file, keys).read();
        GgufNames names = new GgufNames(architecture, config);
        file.tensors().forEach((name, tensor) -> {
            if (!GgufNames.ROPE.contains(name)) {
                String theirs = names.huggingFace(name)
                        .orElseThrow(() -> new CheckpointException(file.path(tensor) + ": tensor '" + name
                                + "' isn't part of a model of the architecture " + architecture.key() + " with "
                                + config.layers() + " layers: leaving it out would change the results"));
                if (tensors.put(theirs, tensor) != null) {
                    throw new CheckpointException(
                            file.path(tensor) + ": tensor '" + name + "' is there twice, as " + theirs);
                }
            }
        });
    }

    /**
     * Opens a GGUF file, the first where there are several; only headers are read here.
     *
     * @throws CheckpointException when it's missing, damaged, or describes a model that can't be run
     */
    public static GgufCheckpoint open(Path path) {
        GgufParts file = GgufParts.open(path.toAbsolutePath().normalize());
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
    public void requireShape(String name, long... shape) {
        StoredTensor tensor = tensor(name);
        tensor.requireShape(file.path(tensor), "the metadata", shape);
    }

    @Override
    public String format(String name) {
        return "GGUF " + tensor(name).type();
    }

    @Override
    public long bytes(String name) {
        return tensor(name).bytes();
    }

    @Override
    public void readRows(String name, long firstRow, ByteBuffer target) {
        StoredTensor tensor = tensor(name);
        long count = tensor.rowsIn(file.path(tensor), firstRow, target.remaining(), Float.BYTES);
        boolean pairs = architecture.pairedRows()
                && (name.contains(".self_attn.q_proj.") || name.contains(".self_attn.k_proj."));
        if (!pairs) {
            file.elements(tensor, firstRow * tensor.rowElements(), target);
        } else if (tensor.shape().size() == 1) {
            ByteBuffer stored = ByteBuffer.allocate(target.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            file.elements(tensor, 0, stored);
            target.order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < tensor.elements(); i++) {
                target.putFloat(stored.getFloat(Math.toIntExact(storedRow(tensor, i) * Float.BYTES)));
            }
        } else {
            int limit = target.limit();
            for (long row = firstRow; row < firstRow + count; row++) {
                target.limit(Math.toIntExact(target.position() + tensor.rowElements() * Float.BYTES));
                file.elements(tensor, storedRow(tensor, row) * tensor.rowElements(), target);
            }
            target.limit(limit);
        }
    }

    /** The row of the file that is row {@code row} of Hugging Face's order: of pair j's member i, 2 j + i in its head. */
    private long storedRow(StoredTensor tensor, long row) {
        int headDim = config.headDim();
        if (tensor.shape().get(0) % headDim != 0) {
            throw new CheckpointException(file.path(tensor) + ": tensor '" + tensor.name() + "' has "
                    + tensor.shape().get(0) + " rows, no multiple of the head's length " + headDim);
        }
        long member = row % headDim / (headDim / 2);
        long pair = row % (headDim / 2);
        return row / headDim * headDim + 2 * pair + member;
    }

    private StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException("no tensor '" + name + "' in " + file.path());
        }
        return tensor;
    }

    @Override
    public String weightsDigest() {
        WeightsDigest weightsDigest = new WeightsDigest(config);
        tensors.values()
                .forEach(
                        tensor -> weightsDigest.add(tensor, (target, position) -> file.read(tensor, target, position)));
        return weightsDigest.hex();
    }

    @Override
    public String name() {
        String name = String.valueOf(file.path().getFileName());
        return GgufSplitName.of(file.path())
                .map(GgufSplitName::prefix)
                .orElse(name.substring(0, name.length() - ".gguf".length()));
    }

    @Override
    public void close() {
        file.close();
    }
}
