package dev.scopestream.cli.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The most memory that a process and those that it started had, by Linux's account of each one's peak. */
final class ResidentMemory {
    private static final String PEAK = "VmHWM:";
    private static final long KIB = 1024;

    private final ProcessHandle process;
    private final Map<Long, Long> peaks = new HashMap<>();

    ResidentMemory(ProcessHandle process) {
        this.process = process;
    }

    /** Asks the system again: what a process takes after the last time isn't known. */
    void look() {
        Stream.concat(Stream.of(process), process.descendants())
                .forEach(p -> peaks.merge(p.pid(), peak(p.pid()), Math::max));
    }

    /** Bytes, those of all processes together; 0 where the system doesn't say. */
    long most() {
        return peaks.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long peak(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
