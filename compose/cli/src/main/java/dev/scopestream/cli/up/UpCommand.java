package dev.scopestream.cli.up;

import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.Logging;
import dev.scopestream.cli.common.NumberRange;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.engine.hub.LocalModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.InterruptException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything in one JVM. */
@Command(
        name = "up",
        description =
                "Starts a broker, a generator, a scorer and OpenAI's HTTP API in one JVM, runs synthetic documents through them, and"
                        + " prints how accurate each cache policy was.")
public final class UpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private UpOptions options;

    @Override
    public Integer call() throws Exception {
        check();
        try (StopSignal stop = StopSignal.install()) {
            try (RunDirectory data = RunDirectory.open(directory(), options.data == null)) {
                Logging.toFile(data.log());
                return run(data, stop);
            } catch (InterruptedException | InterruptException e) {
                return interrupted(stop, e);
            } catch (IOException | RuntimeException e) {
                // whatever breaks when its thread is interrupted by Ctrl-C is no failure
                return interrupted(stop, e);
            }
        }
    }

    private int interrupted(StopSignal stop, Exception e) throws Exception {
        if (!stop.received()) {
            throw e;
        }
        stop.await();
        spec.commandLine().getErr().println("scopestream: stopped");
        return ExitCodes.INTERRUPTED;
    }

    private int run(RunDirectory data, StopSignal stop) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path model = options.modelPath(data);
        out.println("data       " + data.root() + " (log: " + data.log().getFileName() + ")");
        try (LocalStack stack =
                LocalStack.start(options, data, model, out, spec.commandLine().getErr())) {
            try {
                if (options.keep) {
                    Instructions.print(out, stack, options);
                    if (!options.noBrowser) {
                        Desktop.open(stack.urls().get("try it"));
                    }
                }
                boolean allServed = options.documents == 0 || new DocumentRun(stack, options, spec.commandLine()).run();
                out.println();
                if (options.keep) {
                    out.println("Ctrl-C ends it.");
                    stop.await();
                    out.println("stopping");
                } else {
                    out.println("To keep it running and send your own prompts: compose/scopestream up --keep");
                }
                return allServed ? 0 : 1;
            } finally {
                if (stop.received()) {
                    stop.await(); // the parts close without an interrupt
                }
            }
        }
    }

    private void check() {
        NumberRange.check(spec, "--documents", options.documents, 0, 100_000);
        NumberRange.check(spec, "--k", options.k, 1, 64);
        for (int port : new int[] {options.port, options.generatorPort, options.scorerPort, options.doorPort}) {
            NumberRange.check(spec, "a port", port, 0, 65_535);
        }
        if (!RootCommand.of(spec).connection().given().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "up starts a broker of its own: --bootstrap and --config don't go with it");
        }
        if (options.model != null) {
            LocalModel.find(options.model);
        }
    }

    private Path directory() {
        if (options.data != null) {
            return options.data;
        }
        String home = System.getProperty("scopestream.home");
        return Path.of(home == null ? "." : home).resolve("data").resolve("up");
    }
}
