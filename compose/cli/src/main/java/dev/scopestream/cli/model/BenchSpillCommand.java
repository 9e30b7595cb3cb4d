package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.FileTree;
import dev.scopestream.cli.common.JsonOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the spill store on a disk. */
@Command(
        name = "spill",
        description = {
            "Writes evicted blocks to a spill store, until its quota is full and for some rounds more, as a generator does",
            "with scope.spill.keep. Compare what the disk takes with what the generator evicts (scope_spill_* metrics)."
        })
final class BenchSpillCommand implements Callable<Integer> {
    private static final double MB = 1e6;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--directory",
            required = true,
            paramLabel = "DIR",
            description = "On the disk in question; a directory is made in it, and removed at the end.")
    private Path directory;

    @Option(names = "--quota-mb", defaultValue = "512", description = "The store's quota (${DEFAULT-VALUE} MB).")
    private int quota;

    @Option(names = "--memory-mb", defaultValue = "64", description = "RocksDB's memory (${DEFAULT-VALUE} MB).")
    private int memory;

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description = "How often the quota is written when it's full (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        if (quota < 8 || memory < 1 || rounds < 1) {
            throw new CliException("--quota-mb must be at least 8, --memory-mb and --rounds at least 1");
        }
        Files.createDirectories(directory);
        Path own = Files.createTempDirectory(directory, "bench-spill-");
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (!json.given()) {
                out.println("| store | written MB | MB/s | slowest write of 1 MB, ms | to the disk, times the written"
                        + " | files at most, times the quota |");
                out.println("|-|-|-|-|-|-|");
            }
            for (SpillBench.Part part : SpillBench.run(own, (long) quota << 20, (long) memory << 20, rounds)) {
                if (json.given()) {
                    JsonOption.print(spec, fields(part));
                } else {
                    out.print(line(part));
                }
            }
            out.flush();
        } finally {
            FileTree.delete(own);
        }
        return 0;
    }

    private String line(SpillBench.Part part) {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f | %.2f | %.2f |%n",
                part.name(),
                part.bytes() / MB,
                part.bytes() / MB / part.seconds(),
                part.slowestMillis(),
                (double) part.deviceBytes() / part.bytes(),
                (double) part.peakDiskBytes() / ((long) quota << 20));
    }

    private Map<String, Object> fields(SpillBench.Part part) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("store", part.name());
        fields.put("bytes", part.bytes());
        fields.put("seconds", JsonOption.finite(part.seconds()));
        fields.put("slowest_write_ms", JsonOption.finite(part.slowestMillis()));
        fields.put("device_bytes", part.deviceBytes());
        fields.put("peak_disk_bytes", part.peakDiskBytes());
        fields.put("quota_bytes", (long) quota << 20);
        return fields;
    }
}
