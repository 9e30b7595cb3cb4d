package dev.scopestream.engine.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in a file.
 *
 * @param type the type's name as the file has it, such as BF16
 * @param shape row-major, as in PyTorch
 * @param offset bytes from the file's beginning
 * @param bytes length in the file
 */
public record StoredTensor(String name, String type, List<Long> shape, long offset, long bytes) {
    public long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }

    /**
     * Compares the tensor's shape with the one that the configuration gives.
     *
     * @param file where the tensor is
     * @param configuration its name for the message
     * @throws CheckpointException when the shapes differ
     */
    public void requireShape(Path file, String configuration, long... expected) {
        List<Long> required = Arrays.stream(expected).boxed().toList();
        if (!shape.equals(required)) {
            throw new CheckpointException(file + ": tensor '" + name + "' must have the shape " + required + " by "
                    + configuration + ", but has " + shape);
        }
    }

    /** Length of the first of several dimensions; a vector or scalar is one row. */
    public long rows() {
        return shape.size() < 2 ? 1 : shape.get(0);
    }

    /** Elements of a row: 0 where the tensor is empty. */
    public long rowElements() {
        return rows() == 0 ? 0 : elements() / rows();
    }

    /**
     * Checks that a buffer takes whole rows of this tensor.
     *
     * @param file for the message
     * @param width bytes of an element in the buffer
     * @return how many rows it takes
     * @throws IllegalArgumentException when it doesn't, or the tensor ends before
     */
    public long rowsIn(Object file, long firstRow, int bytes, int width) {
        long row = rowElements() * width;
        long count = row == 0 ? 0 : bytes / row;
        if (bytes != count * row || firstRow < 0 || firstRow > rows() - count) {
            throw new IllegalArgumentException(file + ": " + bytes + " bytes from row " + firstRow + " of tensor '"
                    + name + "' on, which has " + rows() + " rows of " + row + " bytes");
        }
        return count;
    }
}
