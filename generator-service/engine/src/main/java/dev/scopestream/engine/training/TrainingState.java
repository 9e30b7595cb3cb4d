package dev.scopestream.engine.training;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.SafetensorsOutput;
import dev.scopestream.engine.checkpoint.SafetensorsVectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;

/** A training under way, as a file: it goes on from there. */
public final class TrainingState {
    private static final long MOST_BYTES = 1L << 30;

    private final float[] weights;
    private final float[] moments;
    private final long steps;
    private final String progress;

    /**
     * @param weights all of them
     * @param moments twice as many
     * @param steps since the moments were zero
     * @param progress what else the trainer needs, in its own form
     */
    public TrainingState(float[] weights, float[] moments, long steps, String progress) {
        this.weights = weights;
        this.moments = moments;
        this.steps = steps;
        this.progress = progress;
    }

    public float[] weights() {
        return weights;
    }

    public float[] moments() {
        return moments;
    }

    public long steps() {
        return steps;
    }

    public String progress() {
        return progress;
    }

    /** @throws IOException when it can't be written: the former file stays as it was */
    public void write(Path file) throws IOException {
        Map<String, String> metadata =
                Map.of("steps", Long.toString(steps), "progress", progress, "crc32c", Long.toHexString(checksum()));
        new SafetensorsOutput(metadata)
                .add("weights", FloatBuffer.wrap(weights), weights.length)
                .add("moments", FloatBuffer.wrap(moments), 2, weights.length)
                .write(file);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws CheckpointException when it is missing, damaged, or of another model
     */
    public static TrainingState read(Path file, LlamaShape shape) {
        SafetensorsVectors vectors = new SafetensorsVectors(file, MOST_BYTES);
        Map<String, String> metadata = vectors.metadata();
        try {
            TrainingState state = new TrainingState(
                    vectors.vector("weights", shape.weights()),
                    vectors.vector("moments", 2 * shape.weights()),
                    Long.parseLong(metadata.getOrDefault("steps", "")),
                    metadata.getOrDefault("progress", ""));
            if (!Long.toHexString(state.checksum()).equals(metadata.get("crc32c"))) {
                throw new CheckpointException(file + " is damaged: its checksum is another one");
            }
            return state;
        } catch (NumberFormatException e) {
            throw new CheckpointException(file + " doesn't say its number of steps: it's no state of a training", e);
        }
    }

    private long checksum() {
        CRC32C crc = new CRC32C();
        crc.update((steps + " " + progress).getBytes(StandardCharsets.UTF_8));
        for (float[] values : new float[][] {weights, moments}) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            crc.update(bytes);
        }
        return crc.getValue();
    }
}
