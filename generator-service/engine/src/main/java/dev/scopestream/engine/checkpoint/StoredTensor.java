package dev.scopestream.engine.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in a file.
 *
 * @param type the type's name as the file has it, such as BF16
 * @param offset bytes from the file's beginning
 * @param bytes length in the file
 */
record StoredTensor(String name, String type, List<Long> shape, long offset, long bytes) {
    long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }

    /**
     * Compares the tensor's shape with the one that the configuration gives.
     *
     * @param file where the tensor is
     * @param configuration its name for the message
     * @throws CheckpointException when the shapes differ
     */
    void requireShape(Path file, String configuration, long... expected) {
        List<Long> required = Arrays.stream(expected).boxed().toList();
        if (!shape.equals(required)) {
            throw new CheckpointException(file + ": tensor '" + name + "' must have the shape " + required + " by "
                    + configuration + ", but has " + shape);
        }
    }
}
