package dev.scopestream.engine.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** What this machine's processor computes by instructions of its own. */
public final class Processor {
    /** Where Linux says it. */
    public static final Path LINUX = Path.of("/proc/cpuinfo");

    private static final Set<String> BF16 = Set.of("avx512_bf16", "amx_bf16");

    private Processor() {}

    /** Whether it multiplies bf16 numbers; false where that isn't known. */
    public static boolean multipliesBf16(Path description) {
        try {
            return Files.readString(description)
                    .lines()
                    .filter(line -> line.startsWith("flags"))
                    .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
                    .anyMatch(BF16::contains);
        } catch (IOException e) {
            return false;
        }
    }
}
