package dev.scopestream.cli.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.LoadingLine;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.bench.LoadBench;
import dev.scopestream.engine.bench.LoadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how a model is loaded, and what it takes then. */
@Command(
        name = "load",
        description = {
            "Loads a model and generates a few tokens: time, memory, and tokens a second, as a line of a Markdown table.",
            "One model and dtype a process: memory is the process's. Run it twice for files in the page cache."
        })
final class BenchLoadCommand implements Callable<Integer> {
    private static final double GB = 1e9;

    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchModel model;

    @Option(names = "--prompt", defaultValue = "512", description = "Tokens of a prompt (${DEFAULT-VALUE}).")
    private int prompt;

    @Option(names = "--out", defaultValue = "32", description = "Tokens to generate (${DEFAULT-VALUE}).")
    private int output;

    @Option(names = "--no-head", description = "Without the table's first two lines.")
    private boolean noHead;

    @Option(names = "--no-memory-check", description = "Loads a model for which there seems to be too little memory.")
    private boolean noMemoryCheck;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        if (prompt < 1 || output < 8) {
            throw new CliException("--prompt must be at least 1, --out at least 8");
        }
        EngineOptions options = model.options()
                .maxBatch(1)
                .kvBytes(Long.MAX_VALUE / 4)
                .checkMemory(!noMemoryCheck)
                .build();
        LoadResult result;
        try (LoadingLine line = LoadingLine.on(spec.commandLine().getErr())) {
            result = LoadBench.run(
                    model.path(), options.toBuilder().progress(line).build(), prompt, output);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!noHead) {
            out.println(
                    "| model | family | stored as | on disk GB | dtype | weights GB | ready in s | weights read at GB/s | resident GB |"
                            + " above weights and KV GB | prefill tokens/s | decode tokens/s |");
            out.println("|-|-|-|-|-|-|-|-|-|-|-|-|");
        }
        out.println(line(result));
        out.flush();
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), result);
        }
        return 0;
    }

    private static String line(LoadResult r) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.2f | %s | %.2f | %.1f | %.2f | %.2f | %.2f | %.1f | %.1f |",
                r.model().name(),
                r.model().family(),
                r.model().form(),
                r.model().storedBytes() / GB,
                r.model().dtype().name().toLowerCase(Locale.ROOT),
                r.memory().weightBytes() / GB,
                r.seconds(),
                r.reading().rate() / GB,
                r.memory().residentBytes() / GB,
                r.memory().besides() / GB,
                r.prefillTokensPerSecond(),
                r.decodeTokensPerSecond());
    }
}
