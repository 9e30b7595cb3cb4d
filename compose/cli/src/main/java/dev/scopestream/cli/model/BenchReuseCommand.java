package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.bench.ReuseBench;
import dev.scopestream.engine.decode.TorchEngine;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what it costs to go on from a checkpoint, and what prompts that begin alike save. */
@Command(
        name = "reuse",
        description = {
            "Measures a resume and a prompt with a known beginning, each against the prefill that it saves.",
            "With one thread it counts that thread's processor time, so the machine may do other things."
        })
final class BenchReuseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--prompt", defaultValue = "2048", description = "Tokens of a prompt (${DEFAULT-VALUE}).")
    private int prompt;

    @Option(names = "--shared", defaultValue = "1640", description = "Tokens that prompts share (${DEFAULT-VALUE}).")
    private int shared;

    @Option(names = "--chunk", defaultValue = "205", description = "Tokens of a prefill's step (${DEFAULT-VALUE}).")
    private int chunk;

    @Mixin
    private BenchModel model;

    @Mixin
    private final BenchPolicies policies = new BenchPolicies("allkv+slide", 1024, 128, 64);

    @Option(names = "--threads", defaultValue = "1", description = "Threads of PyTorch (${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds, the first not counted (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (shared < 1 || shared >= prompt || rounds < 2 || chunk < 1) {
            throw new CliException(
                    "--shared must be from 1 to below --prompt, --rounds at least 2, --chunk at least 1");
        }
        KvOptions kv = policies.kv();
        EngineOptions options = model.options()
                .threads(threads)
                .maxBatch(1)
                .kvBytes(Long.MAX_VALUE / 4)
                .prefillChunk(chunk)
                .prefixBytes(Runtime.getRuntime().maxMemory())
                .build();
        LongSupplier ticker =
                threads == 1 ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime : System::nanoTime;
        PrintWriter out = spec.commandLine().getOut();
        if (!json.given()) {
            out.printf(
                    "%10s %10s %12s %12s %8s %10s %8s %8s%n",
                    "prefill ms", "step ms", "snapshot ms", "snapshot MB", "resume", "of prefill", "reused", "of cold");
        }
        try (TorchEngine engine = TorchEngine.open(model.path(), options)) {
            ReuseBench bench = new ReuseBench(engine, kv, ticker);
            for (int i = 0; i < rounds; i++) {
                ReuseBench.Round r = bench.run(prompt, shared);
                if (i > 0 && json.given()) {
                    JsonOption.print(spec, fields(r));
                } else if (i > 0) {
                    out.print(line(r));
                }
                out.flush();
            }
        }
        return 0;
    }

    private static String line(ReuseBench.Round r) {
        return String.format(
                Locale.ROOT,
                "%10.0f %10.1f %12.1f %12.1f %8.1f %9.1f%% %8d %7.1f%%%n",
                r.prefill(),
                r.step(),
                r.snapshot(),
                r.snapshotBytes() / 1e6,
                r.resume(),
                100 * r.resume() / r.prefill(),
                r.reused(),
                100 * r.hit() / r.prefill());
    }

    private static Map<String, Object> fields(ReuseBench.Round r) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prefill_ms", JsonOption.finite(r.prefill()));
        fields.put("step_ms", JsonOption.finite(r.step()));
        fields.put("snapshot_ms", JsonOption.finite(r.snapshot()));
        fields.put("snapshot_bytes", r.snapshotBytes());
        fields.put("resume_ms", JsonOption.finite(r.resume()));
        fields.put("reused_tokens", r.reused());
        fields.put("reused_prefill_ms", JsonOption.finite(r.hit()));
        return fields;
    }
}
