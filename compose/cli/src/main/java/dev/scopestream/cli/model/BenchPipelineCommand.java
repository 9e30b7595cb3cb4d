package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.FileTree;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.events.KvReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What Kafka and the spill store cost. */
@Command(
        name = "pipeline",
        description =
                "Generates with the bare engine, through Kafka, and through Kafka with what is evicted going to disk,"
                        + " in turns, and compares. Brokers and generators of its own run in this process.")
final class BenchPipelineCommand implements Callable<Integer> {
    private static final int EARLY = 100;
    private static final double MILLION = 1e6;
    private static final int WARM_UP = 8;

    @Spec
    private CommandSpec spec;

    @Option(names = "--batch", defaultValue = "8", description = "Requests at once (${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--prompt", defaultValue = "512", description = "Tokens of a prompt (${DEFAULT-VALUE}).")
    private int prompt;

    @Option(names = "--out", defaultValue = "128", description = "Tokens to generate (${DEFAULT-VALUE}).")
    private int output;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each is measured (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private BenchModel model;

    @Mixin
    private final BenchPolicies policies = new BenchPolicies("h2o+slide", 256, 64, 32);

    @Mixin
    private RecallOption recall;

    @Option(
            names = "--requests",
            defaultValue = "0",
            description = "Then generates for so many more requests through Kafka, 16 tokens each, and compares this"
                    + " process's memory with that after the first 100 of them (${DEFAULT-VALUE}: not).")
    private int requests;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    private Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (batch < 1 || prompt < 1 || output < 2 || rounds < 1 || requests < 0) {
            throw new CliException("--batch, --prompt and --rounds must be at least 1, --out at least 2");
        }
        PipelineTable table = new PipelineTable(spec.commandLine().getOut());
        Path data = Files.createTempDirectory("scopestream-bench");
        try (TorchEngine engine = TorchEngine.open(model.path(), model.options().build());
                BenchStack kafka = BenchStack.start(data.resolve("kafka"), properties());
                BenchStack spilling = BenchStack.start(data.resolve("spilling"), spilling(data))) {
            PipelineBench bench = new PipelineBench(engine, policies.kv(), batch, prompt);
            measure(bench, kafka, spilling, table);
            if (recall.isGiven()) {
                recall(bench, spilling, data, table);
            }
        } finally {
            FileTree.delete(data);
        }
        if (json != null) {
            table.write(json);
        }
        return 0;
    }

    private Map<String, Object> properties() {
        Map<String, Object> p = new HashMap<>(policies.properties());
        p.put("scope.model", model.path().toString());
        p.put("scope.dtype", model.dtype());
        p.put("scope.device", model.device().toString());
        p.put(
                "scope.max-batch",
                Math.max(batch, EngineOptions.defaults().schedule().maxBatch()));
        p.put("scope.prefix-bytes", 0);
        return p;
    }

    private Map<String, Object> spilling(Path data) {
        Map<String, Object> p = properties();
        p.put("scope.spill.directory", data.resolve("spill").toString());
        return p;
    }

    private void recall(PipelineBench bench, BenchStack spilling, Path data, PipelineTable table)
            throws IOException, InterruptedException {
        Map<String, Object> p = spilling(data.resolve("recall"));
        p.putAll(recall.properties());
        try (BenchStack recalling = BenchStack.start(data.resolve("recalling"), p)) {
            bench.through(recalling, batch, WARM_UP);
            double[][] seconds = new double[2][rounds];
            List<KvReport> caches = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                seconds[0][i] = bench.through(spilling, batch, output).allNanos() / 1e9;
                BenchStack.Times times = bench.through(recalling, batch, output);
                seconds[1][i] = times.allNanos() / 1e9;
                caches.addAll(times.caches());
            }
            table.rate("spilling, once more", tokens(), seconds[0], seconds[0]);
            table.rate("and recalling", tokens(), seconds[1], seconds[0]);
            table.show("entries read", mean(caches, kv -> kv.recall().recalled()) / output, "a token");
            table.show(
                    "chosen, in a slot already",
                    100 * mean(caches, kv -> kv.recall().retained()),
                    "%");
            table.show(
                    "waiting for what is read", mean(caches, kv -> kv.recall().stallMs()), "ms a request");
        }
    }

    private static double mean(List<KvReport> caches, ToDoubleFunction<KvReport> of) {
        return caches.stream().mapToDouble(of).average().orElse(0);
    }

    private void measure(PipelineBench bench, BenchStack kafka, BenchStack spilling, PipelineTable table) {
        bench.bare(batch, WARM_UP);
        bench.through(kafka, batch, WARM_UP);
        bench.through(spilling, batch, WARM_UP);
        double[][] seconds = new double[3][rounds];
        double[][] first = new double[2][rounds];
        for (int i = 0; i < rounds; i++) {
            seconds[0][i] = bench.bare(batch, output).allNanos() / 1e9;
            seconds[1][i] = bench.through(kafka, batch, output).allNanos() / 1e9;
            seconds[2][i] = bench.through(spilling, batch, output).allNanos() / 1e9;
            first[0][i] = bench.bare(1, 2).firstNanos() / MILLION;
            first[1][i] = bench.through(kafka, 1, 2).firstNanos() / MILLION;
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "%s %s, %d requests of %d tokens, %d out, %d rounds%n",
                        model.name(), model.dtype(), batch, prompt, output, rounds);
        table.rate("bare engine", tokens(), seconds[0], seconds[0]);
        table.rate("through Kafka", tokens(), seconds[1], seconds[0]);
        table.rate("and spilling", tokens(), seconds[2], seconds[1]);
        table.show("first token, bare", PipelineBench.median(first[0]), "ms");
        table.show("first token, idle service", PipelineBench.median(first[1]), "ms");
        if (requests > 0) {
            List<Long> memory = bench.memory(kafka, requests, EARLY, 16);
            table.show("memory after the first " + EARLY, memory.get(0) / MILLION, "MB");
            table.show("memory after " + requests + " requests", memory.get(1) / MILLION, "MB");
        }
    }

    /** Generated in a round. */
    private double tokens() {
        return (double) batch * output;
    }
}
