package dev.scopestream.engine.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this machine's processor computes by instructions of its own. */
public final class Processor {
    /** Where Linux says it. */
    public static final Path LINUX = Path.of("/proc/cpuinfo");

    private static final String UNKNOWN = "unknown processor";
    private static final Set<String> BF16 = Set.of("avx512_bf16", "amx_bf16");
    private static final Set<String> KERNELS =
            Set.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8");

    private static final Set<String> AVX512 = Set.of("avx512bw", "avx512vl", "avx512dq");

    private Processor() {}

    /** Whether it multiplies bf16 numbers; false where that isn't known. */
    public static boolean multipliesBf16(Path description) {
        return flags(description).stream().anyMatch(BF16::contains);
    }

    /** Those instruction sets of it that PyTorch has kernels for, by Linux's names; empty where that isn't known. */
    public static Set<String> kernelFlags(Path description) {
        return flags(description).stream().filter(KERNELS::contains).collect(Collectors.toSet());
    }

    /** Whether oneDNN multiplies reordered bf16 matrices on it, by whatever instructions; false where that isn't known. */
    public static boolean reordersBf16(Path description) {
        Set<String> flags = flags(description);
        return flags.contains("avx_ne_convert") || flags.containsAll(AVX512);
    }

    /** The maker's name for it; {@code unknown processor} where that isn't known. */
    public static String name(Path description) {
        try (Stream<String> lines = Files.lines(description)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException | UncheckedIOException e) {
            return UNKNOWN;
        }
    }

    /** Names of the instruction sets that it has; none where that isn't known. */
    private static Set<String> flags(Path description) {
        try {
            return Files.readString(description)
                    .lines()
                    .filter(line -> line.startsWith("flags"))
                    .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }
}
