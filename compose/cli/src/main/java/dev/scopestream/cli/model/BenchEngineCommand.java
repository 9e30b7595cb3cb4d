package dev.scopestream.cli.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.cli.CliException;
import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.bench.BenchResult;
import dev.scopestream.engine.bench.EngineBench;
import dev.scopestream.engine.bench.StallBench;
import dev.scopestream.engine.decode.TorchEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures prefill and decode of a model, without Kafka. */
@Command(
        name = "engine",
        description = {
            "Measures prefill and decode throughput, a step's time, KV bytes and resident memory, without Kafka.",
            "Prompts are random tokens; a warm-up isn't counted. Run it on a quiet machine."
        })
final class BenchEngineCommand implements Callable<Integer> {
    private static final int RUNNING = 4;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MIB = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "A checkpoint directory.")
    private Path model;

    @Option(names = "--batch", split = ",", defaultValue = "1,8", description = "Batch sizes (${DEFAULT-VALUE}).")
    private List<Integer> batches;

    @Option(names = "--prompt", defaultValue = "1024", description = "Tokens of a prompt (${DEFAULT-VALUE}).")
    private int prompt;

    @Option(names = "--out", defaultValue = "192", description = "Tokens to generate (${DEFAULT-VALUE}).")
    private int output;

    @Option(names = "--kv", defaultValue = "h2o+slide", description = "PREFILL+DECODE (${DEFAULT-VALUE}).")
    private String policies;

    @Option(names = "--capacity", defaultValue = "1024", description = "Entries kept of a prompt (${DEFAULT-VALUE}).")
    private int capacity;

    @Option(names = "--window", defaultValue = "128", description = "Decode window (${DEFAULT-VALUE}).")
    private int window;

    @Option(names = "--recent", defaultValue = "64", description = "Newest entries kept (${DEFAULT-VALUE}).")
    private int recent;

    @Option(names = "--dtype", defaultValue = "bf16", description = "fp32, bf16, int8 or int4 (${DEFAULT-VALUE}).")
    private String dtype;

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--kv-dtype",
            defaultValue = "auto",
            description = "auto (as the dtype) or int8 (${DEFAULT-VALUE}).")
    private String kvDtype;

    @Option(names = "--threads", defaultValue = "0", description = "Threads of PyTorch; 0: all cores.")
    private int threads;

    @Option(
            names = "--join",
            paramLabel = "TOKENS",
            defaultValue = "0",
            description =
                    "Then lets a prompt of so many tokens join 4 running requests, and says how long these wait for"
                            + " their tokens meanwhile (${DEFAULT-VALUE}: not).")
    private int join;

    @Option(
            names = "--stall",
            paramLabel = "MS",
            description = "The stall budget; without it prompts are read as fast as they can be, but 100 with --join.")
    private Integer stall;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        String[] names = policies.split("\\+", -1);
        if (names.length != 2
                || output < 8
                || join < 0
                || (stall != null && stall < 1)
                || batches.stream().anyMatch(b -> b < 1)) {
            throw new CliException("--kv must be PREFILL+DECODE, --out at least 8, --batch and --stall at least 1");
        }
        KvOptions kv = KvOptions.builder()
                .prefill(names[0])
                .decode(names[1])
                .capacity(Budget.tokens(capacity))
                .window(Budget.tokens(window))
                .recent(Budget.tokens(recent))
                .build();
        int most = batches.stream().mapToInt(Integer::intValue).max().orElse(1) + (join > 0 ? RUNNING + 1 : 0);
        EngineOptions options = EngineOptions.builder()
                .dtype(Dtype.parse(dtype))
                .threads(threads)
                .maxBatch(most)
                .kvBytes(Long.MAX_VALUE / 4)
                .stall(stall())
                .device(device.one())
                .kvDtype(KvDtype.parse(kvDtype))
                .build();
        List<BenchResult> results = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        long start = System.nanoTime();
        try (TorchEngine engine = TorchEngine.open(model, options)) {
            double load = (System.nanoTime() - start) / 1e9;
            out.printf(
                    Locale.ROOT,
                    "%s %s on %s, loaded in %.1f s%n",
                    engine.model().name(),
                    dtype,
                    options.compute().device(),
                    load);
            out.printf("%5s %11s %11s %8s %8s %8s %8s %8s %9s %9s %9s%n", COLUMNS);
            for (int batch : batches) {
                BenchResult r = new EngineBench(engine).run(batch, prompt, output, kv);
                results.add(r);
                print(out, r);
            }
            if (join > 0) {
                print(out, new StallBench(engine).run(RUNNING, prompt, join, kv));
            }
        }
        if (json != null) {
            write(results, options);
        }
        return 0;
    }

    private Duration stall() {
        if (stall != null) {
            return Duration.ofMillis(stall);
        }
        return join > 0 ? EngineOptions.defaults().schedule().stall() : Duration.ofDays(1);
    }

    private static final Object[] COLUMNS = {
        "batch",
        "prefill t/s",
        "decode t/s",
        "ms p5",
        "ms p50",
        "ms p95",
        "ms first",
        "ms last",
        "KV MiB",
        "RSS 10%",
        "RSS MiB"
    };

    private static void print(PrintWriter out, BenchResult r) {
        out.printf(
                Locale.ROOT,
                "%5d %11.1f %11.1f %8.2f %8.2f %8.2f %8.2f %8.2f %9.1f %9.1f %9.1f%n",
                r.load().batch(),
                r.throughput().prefillTokensPerSecond(),
                r.throughput().decodeTokensPerSecond(),
                r.steps().stepMillis5(),
                r.steps().stepMillis50(),
                r.steps().stepMillis95(),
                r.steps().firstQuarterMillis(),
                r.steps().lastQuarterMillis(),
                r.memory().kvBytesHeld() / MIB,
                r.memory().residentBytesEarly() / MIB,
                r.memory().residentBytes() / MIB);
        out.flush();
    }

    private void print(PrintWriter out, StallBench.Result r) {
        out.printf(
                Locale.ROOT,
                "a prompt of %d tokens joined %d requests in %.0f ms, which waited p50 %.1f, p95 %.1f, at most %.1f ms%n",
                join,
                RUNNING,
                r.joinNanos() / NANOS_PER_MILLI,
                r.percentile(0.5) / NANOS_PER_MILLI,
                r.percentile(0.95) / NANOS_PER_MILLI,
                r.percentile(1) / NANOS_PER_MILLI);
        out.flush();
    }

    private void write(List<BenchResult> results, EngineOptions options) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode report = mapper.createObjectNode()
                .put("model", model.getFileName().toString())
                .put("dtype", dtype)
                .put("device", options.compute().device().toString())
                .put("kvDtype", kvDtype)
                .put("kv", policies)
                .put("capacity", capacity)
                .put("window", window)
                .put("recent", recent);
        ArrayNode list = report.putArray("results");
        results.forEach(r -> list.add(mapper.valueToTree(r)));
        mapper.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report);
    }
}
