package dev.scopestream.cli.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process holds.
 *
 * @param heapMib live objects after a full collection
 * @param residentMib memory of all kinds, native one included
 * @param files open file handles
 */
record ProcessUsage(double heapMib, double residentMib, int files, int threads) {
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    /** As Linux and the process itself tell it. */
    static ProcessUsage of(long pid) throws IOException, InterruptedException {
        Path proc = Path.of("/proc", Long.toString(pid));
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        histogram.waitFor();
        Matcher total = TOTAL.matcher(said);
        if (!total.find()) {
            throw new IOException("no histogram: " + said);
        }
        String status = Files.readString(proc.resolve("status"));
        try (Stream<Path> handles = Files.list(proc.resolve("fd"))) {
            return new ProcessUsage(
                    Long.parseLong(total.group(1)) / 1048576.0,
                    number(status, "VmRSS") / 1024.0,
                    (int) handles.count(),
                    (int) number(status, "Threads"));
        }
    }

    private static long number(String status, String name) throws IOException {
        Matcher matcher = Pattern.compile(name + ":\\s+(\\d+)").matcher(status);
        if (!matcher.find()) {
            throw new IOException("no " + name + " in a process's status");
        }
        return Long.parseLong(matcher.group(1));
    }
}
