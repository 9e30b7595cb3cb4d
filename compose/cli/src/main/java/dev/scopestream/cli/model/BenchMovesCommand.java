package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.FileTree;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.decode.TorchEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What moving a running request costs, and what being able to does. */
@Command(
        name = "moves",
        description = {
            "Measures how soon a request whose generator ends goes on in another one, against reading prompt and text"
                    + " again; the bytes that its checkpoints take; and what saving them in Kafka costs.",
            "Generators that end are processes of their own, with disks of their own."
        })
final class BenchMovesCommand implements Callable<Integer> {
    private static final int WARM_UP = 8;

    /** What may be measured. */
    enum Part {
        MOVES,
        BYTES,
        THROUGHPUT
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--parts",
            split = ",",
            defaultValue = "moves,bytes,throughput",
            description = "Which: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private List<Part> parts;

    @Option(names = "--prompt", defaultValue = "2048", description = "Tokens of a prompt (${DEFAULT-VALUE}).")
    private int prompt;

    @Option(names = "--out", defaultValue = "1024", description = "Tokens to generate (${DEFAULT-VALUE}).")
    private int output;

    @Option(names = "--interval", defaultValue = "256", description = "Tokens between checkpoints (${DEFAULT-VALUE}).")
    private int interval;

    @Option(
            names = "--context",
            split = ",",
            defaultValue = "2048,8192,32768",
            description = "Prompts whose checkpoints are measured, or computed where the model's context or --fit is"
                    + " shorter (${DEFAULT-VALUE}).")
    private List<Integer> contexts;

    @Option(
            names = "--fit",
            defaultValue = "8192",
            description = "The longest of them that is measured (${DEFAULT-VALUE}).")
    private int fit;

    @Option(
            names = "--batch",
            defaultValue = "4",
            description = "Requests at once, where throughput is compared (${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each is measured (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private BenchModel model;

    @Mixin
    private final BenchPolicies policies = new BenchPolicies("h2o+slide", 1024, 128, 64);

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean contextsFit = contexts.stream().allMatch(context -> context >= 1);
        if (prompt < 1 || interval < 1 || batch < 1 || rounds < 1 || !contextsFit) {
            throw new CliException("--prompt, --interval, --context, --batch and --rounds must be at least 1");
        }
        if (output < 4 * interval) {
            throw new CliException(
                    "--out must be at least four times --interval: a generator ends when half of it is there");
        }
        MovesTable table = new MovesTable(spec, json);
        Path data = Files.createTempDirectory("scopestream-bench");
        try (TorchEngine engine = model.open(model.options().build(), spec)) {
            table.head(String.format(
                    "%s %s, prompt %d, %d out, a checkpoint every %d tokens, %d rounds",
                    model.name(), model.dtype(), prompt, output, interval, rounds));
            if (parts.contains(Part.MOVES)) {
                moves(engine, data.resolve("moves"), table);
            }
            if (parts.contains(Part.BYTES)) {
                bytes(engine, table);
            }
            if (parts.contains(Part.THROUGHPUT)) {
                throughput(engine, data, table);
            }
        } finally {
            FileTree.delete(data);
        }
        return 0;
    }

    private Map<String, Object> properties(String store) {
        Map<String, Object> p = new HashMap<>(policies.properties());
        p.put("scope.model", model.path().toString());
        p.put("scope.dtype", model.dtype());
        p.put("scope.device", model.device().toString());
        p.put("scope.prefix-bytes", 0);
        p.put("scope.checkpoint.store", store);
        p.put("scope.spill.checkpoint-tokens", interval);
        return p;
    }

    private void moves(Engine engine, Path data, MovesTable table) throws IOException, InterruptedException {
        try (MoveBench bench = MoveBench.start(data, properties("kafka"))) {
            for (int i = 0; i < rounds; i++) {
                int seed = i;
                for (MoveBench.End end : MoveBench.End.values()) {
                    table.moved(bench.move(end, tokens -> PipelineBench.text(engine, seed, tokens), prompt, output));
                }
            }
        }
        table.movesEnd();
    }

    private void bytes(Engine engine, MovesTable table) throws InterruptedException {
        MoveBytes bytes = new MoveBytes(engine, interval);
        for (int context : contexts) {
            boolean measured = context <= fit && bytes.fits(context);
            table.bytes(
                    measured
                            ? bytes.measure(context, policies.kv())
                            : bytes.computed(context, policies.kept(context, interval), policies.kept(0, interval)));
        }
        table.bytesEnd();
    }

    private void throughput(Engine engine, Path data, MovesTable table) throws IOException, InterruptedException {
        PipelineBench bench = new PipelineBench(engine, policies.kv(), batch, prompt);
        try (BenchStack none = BenchStack.start(data.resolve("none"), properties("none"));
                BenchStack saving = BenchStack.start(data.resolve("saving"), properties("kafka"))) {
            bench.through(none, batch, WARM_UP);
            bench.through(saving, batch, WARM_UP);
            for (int i = 0; i < rounds; i++) {
                table.round(rate(bench.through(none, batch, output)), rate(bench.through(saving, batch, output)));
            }
        }
        table.roundsEnd();
    }

    /** Tokens a second from the first one on. */
    private double rate(BenchStack.Times times) {
        return ((double) batch * output - 1) / (times.allNanos() - times.firstNanos()) * 1e9;
    }
}
