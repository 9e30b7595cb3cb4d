package dev.scopestream.cli.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.cli.peers.Peer;
import dev.scopestream.cli.peers.PeerBench;
import dev.scopestream.cli.peers.PeerCase;
import dev.scopestream.cli.peers.PeerSetup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ours and other engines on this machine. */
@Command(
        name = "peers",
        description = {
            "Installs other engines beside the user's caches, and measures them and this one on the same model in turns:"
                    + " decode steps, prefill, memory.",
            "Each run is a process of its own. What can't be installed or fails is a line that says why. Run it on a"
                    + " quiet machine; the first time it downloads some GB."
        })
final class BenchPeersCommand implements Callable<Integer> {
    private static final int LEAST_OUTPUT = 8;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--case",
            split = ",",
            paramLabel = "REQUESTSxTOKENS",
            defaultValue = "1x2048,8x1024,32x1024",
            description = "So many requests of so many prompt tokens (${DEFAULT-VALUE}).")
    private List<String> cases;

    @Option(names = "--out", defaultValue = "192", description = "Tokens to generate (${DEFAULT-VALUE}).")
    private int output;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each is measured (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--peers",
            split = ",",
            defaultValue = "openvino,llama_cpp,transformers,vllm",
            description = "Which: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private List<Peer> peers;

    @Option(
            names = "--kv",
            split = ",",
            defaultValue = "h2o+slide,allkv+none",
            description = "Ours, a line each: PREFILL+DECODE (${DEFAULT-VALUE}).")
    private List<String> policies;

    @Option(names = "--capacity", defaultValue = "1024", description = "Entries kept of a prompt (${DEFAULT-VALUE}).")
    private int capacity;

    @Option(names = "--window", defaultValue = "128", description = "Decode window (${DEFAULT-VALUE}).")
    private int window;

    @Option(names = "--recent", defaultValue = "64", description = "Newest entries kept (${DEFAULT-VALUE}).")
    private int recent;

    @Option(names = "--threads", defaultValue = "0", description = "Of every engine; 0: all cores.")
    private int threads;

    @Option(names = "--python", defaultValue = "python3", description = "Makes the environments (${DEFAULT-VALUE}).")
    private String python;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where environments, converted models and logs are (default: scopestream/peers in"
                    + " $XDG_CACHE_HOME or ~/.cache). It may be deleted.")
    private Path cache;

    @Option(names = "--limit", defaultValue = "900", description = "Seconds that a run may take (${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--install-limit",
            defaultValue = "3600",
            description = "Seconds that installing or converting may take (${DEFAULT-VALUE}).")
    private int installLimit;

    @Mixin
    private BenchModel model;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every run's figures there, too.")
    private Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (output < LEAST_OUTPUT || rounds < 1 || limit < 1 || installLimit < 1 || threads < 0) {
            throw new CliException(
                    "--out must be at least 8, --rounds and the limits at least 1, --threads at least 0");
        }
        PeerBench.Plan plan = new PeerBench.Plan(
                policies,
                model.dtype(),
                options(),
                peers,
                cases.stream().map(PeerCase::parse).toList(),
                rounds);
        try (StopSignal stop = StopSignal.install()) {
            return run(plan, stop);
        }
    }

    private int run(PeerBench.Plan plan, StopSignal stop) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        PeerBench.Report report;
        try {
            report = new PeerBench(setup(), err).run(plan);
        } catch (InterruptedException e) {
            if (stop.received()) {
                err.println("scopestream: stopped: nothing of it goes on");
                return ExitCodes.INTERRUPTED;
            }
            throw e;
        }
        out.print(report.text());
        out.flush();
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report.json());
        }
        return ExitCodes.DONE;
    }

    private List<String> options() {
        return List.of(
                "--capacity",
                Integer.toString(capacity),
                "--window",
                Integer.toString(window),
                "--recent",
                Integer.toString(recent),
                "--device",
                model.device().toString());
    }

    private PeerSetup setup() {
        return new PeerSetup(
                model.path().toAbsolutePath(),
                cache == null ? PeerSetup.standardCache() : cache.toAbsolutePath(),
                python,
                output,
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                new PeerSetup.Limits(Duration.ofSeconds(installLimit), Duration.ofSeconds(limit)));
    }
}
