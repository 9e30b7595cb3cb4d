package dev.scopestream.engine.checkpoint;

import java.util.List;

/**
 * Where a tensor lies in its file.
 *
 * @param type the type's name as the file has it, such as BF16
 * @param offset bytes from the file's beginning
 * @param bytes length in the file
 */
record StoredTensor(String name, String type, List<Long> shape, long offset, long bytes) {
    long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }
}
