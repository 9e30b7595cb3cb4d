package dev.scopestream.cli.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.cli.CliException;
import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.events.KvReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "A checkpoint directory.")
    private Path model;

    @Option(names = "--batch", defaultValue = "8", description = "Requests at once (${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--prompt", defaultValue = "512", description = "Tokens of a prompt (${DEFAULT-VALUE}).")
    private int prompt;

    @Option(names = "--out", defaultValue = "128", description = "Tokens to generate (${DEFAULT-VALUE}).")
    private int output;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each is measured (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--kv", defaultValue = "h2o+slide", description = "PREFILL+DECODE (${DEFAULT-VALUE}).")
    private String policies;

    @Option(names = "--capacity", defaultValue = "256", description = "Entries kept of a prompt (${DEFAULT-VALUE}).")
    private int capacity;

    @Option(names = "--window", defaultValue = "64", description = "Decode window (${DEFAULT-VALUE}).")
    private int window;

    @Option(names = "--recent", defaultValue = "32", description = "Newest entries kept (${DEFAULT-VALUE}).")
    private int recent;

    @Option(names = "--dtype", defaultValue = "bf16", description = "fp32, bf16, int8 or int4 (${DEFAULT-VALUE}).")
    private String dtype;

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--requests",
            defaultValue = "0",
            description = "Then generates for so many more requests through Kafka, 16 tokens each, and compares this"
                    + " process's memory with that after the first 100 of them (${DEFAULT-VALUE}: not).")
    private int requests;

    @Option(
            names = "--recall",
            paramLabel = "SLOTS,BITS,EVERY",
            description = "Measures also with what is evicted recalled, such as 64,2,8.")
    private String recall;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    private Path json;

    private final ObjectNode figures = new ObjectMapper().createObjectNode();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String[] names = policies.split("\\+", -1);
        if (names.length != 2 || batch < 1 || prompt < 1 || output < 2 || rounds < 1 || requests < 0) {
            throw new CliException(
                    "--kv must be PREFILL+DECODE, --batch, --prompt and --rounds at least 1, --out at least 2");
        }
        KvOptions kv = KvOptions.builder()
                .prefill(names[0])
                .decode(names[1])
                .capacity(Budget.tokens(capacity))
                .window(Budget.tokens(window))
                .recent(Budget.tokens(recent))
                .build();
        EngineOptions options = EngineOptions.builder()
                .dtype(Dtype.parse(dtype))
                .device(device.one())
                .build();
        Path data = Files.createTempDirectory("scopestream-bench");
        try (TorchEngine engine = TorchEngine.open(model, options);
                BenchStack kafka = BenchStack.start(data.resolve("kafka"), properties(names));
                BenchStack spilling = BenchStack.start(data.resolve("spilling"), spilling(names, data))) {
            PipelineBench bench = new PipelineBench(engine, kv, batch, prompt);
            measure(bench, kafka, spilling);
            if (recall != null) {
                recall(bench, spilling, names, data);
            }
        } finally {
            BenchFiles.delete(data);
        }
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), figures);
        }
        return 0;
    }

    private Map<String, Object> properties(String[] names) {
        Map<String, Object> p = new HashMap<>();
        p.put("scope.model", model.toString());
        p.put("scope.dtype", dtype);
        p.put("scope.device", device.one().toString());
        p.put(
                "scope.max-batch",
                Math.max(batch, EngineOptions.defaults().schedule().maxBatch()));
        p.put("scope.prefix-bytes", 0);
        p.put("scope.kv.prefill", names[0]);
        p.put("scope.kv.decode", names[1]);
        p.put("scope.kv.capacity", capacity);
        p.put("scope.kv.window", window);
        p.put("scope.kv.recent", recent);
        return p;
    }

    private Map<String, Object> spilling(String[] names, Path data) {
        Map<String, Object> p = properties(names);
        p.put("scope.spill.directory", data.resolve("spill").toString());
        return p;
    }

    private void recall(PipelineBench bench, BenchStack spilling, String[] names, Path data)
            throws IOException, InterruptedException {
        String[] numbers = recall.split(",", -1);
        if (numbers.length != 3) {
            throw new CliException("--recall must be SLOTS,BITS,EVERY, is '" + recall + "'");
        }
        Map<String, Object> p = spilling(names, data.resolve("recall"));
        p.put("scope.kv.recall-slots", numbers[0]);
        p.put("scope.kv.recall-bits", numbers[1]);
        p.put("scope.kv.recall-every", numbers[2]);
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
            PrintWriter out = spec.commandLine().getOut();
            rate(out, "spilling, once more", seconds[0], seconds[0]);
            rate(out, "and recalling", seconds[1], seconds[0]);
            show(out, "entries read", mean(caches, KvReport::recalled) / output, "a token");
            show(out, "chosen, in a slot already", 100 * mean(caches, KvReport::recallAhead), "%");
            show(out, "waiting for what is read", mean(caches, KvReport::recallStallMs), "ms a request");
        }
    }

    private static double mean(List<KvReport> caches, ToDoubleFunction<KvReport> of) {
        return caches.stream().mapToDouble(of).average().orElse(0);
    }

    private void measure(PipelineBench bench, BenchStack kafka, BenchStack spilling) {
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
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s %s, %d requests of %d tokens, %d out, %d rounds%n",
                model.getFileName(), dtype, batch, prompt, output, rounds);
        rate(out, "bare engine", seconds[0], seconds[0]);
        rate(out, "through Kafka", seconds[1], seconds[0]);
        rate(out, "and spilling", seconds[2], seconds[1]);
        show(out, "first token, bare", PipelineBench.median(first[0]), "ms");
        show(out, "first token, idle service", PipelineBench.median(first[1]), "ms");
        if (requests > 0) {
            List<Long> memory = bench.memory(kafka, requests, EARLY, 16);
            show(out, "memory after the first " + EARLY, memory.get(0) / MILLION, "MB");
            show(out, "memory after " + requests + " requests", memory.get(1) / MILLION, "MB");
        }
    }

    /** Tokens a second, and the median of the rounds' ratios to another. */
    private void rate(PrintWriter out, String name, double[] mine, double[] other) {
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = other[i] / mine[i];
        }
        double tokens = (double) batch * output / PipelineBench.median(mine);
        show(out, name, tokens, mine == other ? "tokens/s" : "tokens/s, " + percent(ratios) + " of the line before");
    }

    private static String percent(double[] ratios) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * PipelineBench.median(ratios));
    }

    private void show(PrintWriter out, String name, double value, String unit) {
        out.printf(Locale.ROOT, "%-28s %10.1f %s%n", name, value, unit);
        out.flush();
        figures.put(name, value);
    }
}
