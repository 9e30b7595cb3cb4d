package dev.scopestream.cli.batch;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.client.batch.BatchPlan;
import dev.scopestream.client.batch.BatchRun;
import dev.scopestream.client.batch.BatchStart;
import dev.scopestream.client.batch.BatchState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a file of requests. */
@Command(
        name = "run",
        description = "Sends the requests of a file (lines of custom_id, method, url, body, as OpenAI's batches have"
                + " them) and writes their answers as they come, in any order. Ctrl-C stops it; the same command goes"
                + " on from there, and what is answered isn't generated again.")
final class BatchRunCommand implements Callable<Integer> {
    private static final int MOST_OPEN = 100_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The requests, a line each; may be gzipped.")
    private Path input;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Gets a line a served request.")
    private Path out;

    @Option(
            names = "--errors",
            required = true,
            paramLabel = "FILE",
            description = "Gets a line a request that was refused, and a line that is no request.")
    private Path errors;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Requests that are sent and not finished, at most (default: ${DEFAULT-VALUE}).")
    private int window = 256;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (window < 1 || window > MOST_OPEN) {
            throw new ParameterException(
                    spec.commandLine(), "--window must be from 1 to " + MOST_OPEN + ", is " + window);
        }
        if (out.toAbsolutePath().normalize().equals(errors.toAbsolutePath().normalize())
                || out.toAbsolutePath()
                        .normalize()
                        .equals(input.toAbsolutePath().normalize())
                || errors.toAbsolutePath()
                        .normalize()
                        .equals(input.toAbsolutePath().normalize())) {
            throw new ParameterException(spec.commandLine(), "FILE, --out and --errors must be three files");
        }
        Map<String, Object> client = RootCommand.of(spec).connection().clientProperties();
        try (StopSignal stop = StopSignal.install();
                BatchRun run = new BatchRun(BatchPlan.ofFile(input, out, errors, window))) {
            try {
                return run(run, client);
            } catch (RuntimeException e) {
                // whatever breaks when its thread is interrupted by Ctrl-C is no failure
                return interrupted(stop, run, e);
            }
        }
    }

    private int run(BatchRun run, Map<String, Object> client) {
        // with --json, progress is for standard error
        PrintWriter print =
                json.given() ? spec.commandLine().getErr() : spec.commandLine().getOut();
        run.index(() -> {});
        BatchState state = run.state();
        print.println("requests   " + Amounts.count(state.total()) + ": " + Amounts.count(state.settled())
                + " done before or no requests");
        try (BatchProgress progress = new BatchProgress(state, Terminal.isInteractive(), print)) {
            run.run(client, BatchStart.oldest(), progress::show);
        }
        print.println(Amounts.count(state.served()) + " served: " + out + "; " + Amounts.count(state.refused())
                + " refused: " + errors);
        if (json.given()) {
            JsonOption.print(
                    spec, Map.of("total", state.total(), "served", state.served(), "refused", state.refused()));
        }
        return state.refused() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private int interrupted(StopSignal stop, BatchRun run, RuntimeException e) {
        if (!stop.received()) {
            throw e;
        }
        stop.await();
        spec.commandLine()
                .getErr()
                .println("scopestream: stopped: " + run.state().settled() + " of "
                        + run.state().total() + " are answered; generators go on with what was sent, and the"
                        + " same command goes on from there");
        return ExitCodes.INTERRUPTED;
    }
}
