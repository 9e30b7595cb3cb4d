package dev.scopestream.engine.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Memory that this process can still take: what Linux has available (MemAvailable), or what control groups (cgroup v1 or v2)
 * leave of their limits, where that is less. Pages of files count as available.
 *
 * @param limit what limits it
 */
public record AvailableMemory(long bytes, String limit) {
    /** The root of this machine's file system. */
    public static final Path LINUX = Path.of("/");

    private static final long KIB = 1024;
    /** Groups without a limit have a number of this size in cgroup v1. */
    private static final long NO_LIMIT = 1L << 60;

    /** @return empty where the system doesn't say */
    public static Optional<AvailableMemory> of(Path root) {
        List<AvailableMemory> all = new ArrayList<>();
        number(root.resolve("proc/meminfo"), "MemAvailable:")
                .ifPresent(kib -> all.add(new AvailableMemory(kib * KIB, "the machine's MemAvailable")));
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                groups(root.resolve("sys/fs/cgroup"), parts[2], "memory.max", "memory.current", "", all);
            } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
                groups(
                        root.resolve("sys/fs/cgroup/memory"),
                        parts[2],
                        "memory.limit_in_bytes",
                        "memory.usage_in_bytes",
                        "total_",
                        all);
            }
        }
        return all.stream().min((a, b) -> Long.compare(a.bytes, b.bytes));
    }

    /** What a group and those above it leave; inside a container the group's path may not be there, its root is. */
    private static void groups(
            Path hierarchy,
            String group,
            String limitFile,
            String usageFile,
            String prefix,
            List<AvailableMemory> all) {
        Path top = hierarchy.normalize();
        Path directory = top.resolve(group.replaceFirst("^/+", "")).normalize();
        while (directory.startsWith(top)) {
            Optional<Long> limit = number(directory.resolve(limitFile), "");
            Optional<Long> usage = number(directory.resolve(usageFile), "");
            if (limit.isPresent() && usage.isPresent() && limit.get() < NO_LIMIT) {
                Path details = directory.resolve("memory.stat");
                long files = number(details, prefix + "inactive_file").orElse(0L)
                        + number(details, prefix + "active_file").orElse(0L);
                all.add(new AvailableMemory(
                        Math.max(0, limit.get() - usage.get() + files),
                        "the control group's " + limitFile + " of " + limit.get() + " bytes"));
            }
            directory = directory.getParent();
        }
    }

    /** The number that follows a name at a line's beginning. */
    private static Optional<Long> number(Path file, String name) {
        for (String line : lines(file)) {
            String[] words = line.strip().split("\\s+", -1);
            String value = name.isEmpty() ? words[0] : words.length > 1 && words[0].equals(name) ? words[1] : "";
            if (value.matches("[0-9]{1,18}")) {
                return Optional.of(Long.valueOf(value));
            }
        }
        return Optional.empty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
