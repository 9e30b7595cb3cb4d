package dev.scopestream.cli.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.cli.common.CliException;
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

    @Spec
    private CommandSpec spec;

    @Option(names = "--batch", split = ",", defaultValue = "1,8", description = "Batch sizes (${DEFAULT-VALUE}).")
    private List<Integer> batches;

    @Option(names = "--prompt", defaultValue = "1024", description = "Tokens of a prompt (${DEFAULT-VALUE}).")
    private int prompt;

    @Option(names = "--out", defaultValue = "192", description = "Tokens to generate (${DEFAULT-VALUE}).")
    private int output;

    @Mixin
    private BenchModel model;

    @Mixin
    private final BenchPolicies policies = new BenchPolicies("h2o+slide", 1024, 128, 64);

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
        if (output < 8
                || join < 0
                || (stall != null && stall < 1)
                || batches.stream().anyMatch(b -> b < 1)) {
            throw new CliException("--out must be at least 8, --batch and --stall at least 1");
        }
        KvOptions kv = policies.kv();
        EngineOptions options = options();
        List<BenchResult> results = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        EngineTable table = new EngineTable(out);
        long start = System.nanoTime();
        try (TorchEngine engine = model.open(options, spec)) {
            double load = (System.nanoTime() - start) / 1e9;
            out.printf(
                    Locale.ROOT,
                    "%s %s on %s, loaded in %.1f s%n",
                    engine.model().name(),
                    model.dtype(),
                    options.compute().device(),
                    load);
            table.head();
            for (int batch : batches) {
                BenchResult r = new EngineBench(engine).run(batch, prompt, output, kv);
                results.add(r);
                table.line(r);
            }
            if (join > 0) {
                table.stall(join, RUNNING, new StallBench(engine).run(RUNNING, prompt, join, kv));
            }
        }
        if (json != null) {
            write(results, options);
        }
        return 0;
    }

    private EngineOptions options() {
        int most = batches.stream().mapToInt(Integer::intValue).max().orElse(1) + (join > 0 ? RUNNING + 1 : 0);
        return model.options()
                .threads(threads)
                .maxBatch(most)
                .kvBytes(Long.MAX_VALUE / 4)
                .stall(stall())
                .kvDtype(KvDtype.parse(kvDtype))
                .build();
    }

    private Duration stall() {
        if (stall != null) {
            return Duration.ofMillis(stall);
        }
        return join > 0 ? EngineOptions.defaults().schedule().stall() : Duration.ofDays(1);
    }

    private void write(List<BenchResult> results, EngineOptions options) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode report = mapper.createObjectNode()
                .put("model", model.name())
                .put("dtype", model.dtype())
                .put("device", options.compute().device().toString())
                .put("kvDtype", kvDtype);
        policies.describe(report);
        ArrayNode list = report.putArray("results");
        results.forEach(r -> list.add(mapper.valueToTree(r)));
        mapper.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report);
    }
}
