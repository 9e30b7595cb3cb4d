package dev.scopestream.cli.experiment;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.NumberRange;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.cli.up.LocalServices;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.hub.LocalModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InterruptException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Every policy on the same documents, through the whole pipeline. */
@Command(
        name = "policies",
        description = "Runs the same synthetic documents under every pair of policies and every budget, through Kafka,"
                + " generator and scorer, and writes tables (policies.md, policies.csv), plots (SVG and PNG), and which"
                + " of SCOPE's claims hold. Without --bootstrap it starts services of its own. Ctrl-C stops; the same"
                + " command goes on from there.")
final class ExperimentPoliciesCommand implements Callable<Integer> {
    private static final String DATA = "data";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        List<Cell> cells = check();
        Path directory = directory();
        PrintWriter err = spec.commandLine().getErr();
        // with --json, progress and tables are for standard error
        PrintWriter out = json.given() ? err : spec.commandLine().getOut();
        PolicyExperiment experiment = new PolicyExperiment(options, cells, directory, out, err);
        try (StopSignal stop = StopSignal.install()) {
            try {
                boolean all = run(experiment, directory, out, err, stop);
                if (json.given()) {
                    experiment.points().forEach(point -> JsonOption.print(spec, point.fields()));
                }
                return all ? ExitCodes.DONE : ExitCodes.FOUND;
            } catch (InterruptedException | InterruptException | IOException | CliException e) {
                // whatever breaks when its thread is interrupted by Ctrl-C is no failure
                if (!stop.received()) {
                    throw e;
                }
                stop.await();
                err.println("scopestream: stopped; the same command goes on from there");
                return ExitCodes.INTERRUPTED;
            }
        }
    }

    private boolean run(PolicyExperiment experiment, Path directory, PrintWriter out, PrintWriter err, StopSignal stop)
            throws IOException, InterruptedException {
        Map<String, Object> given = RootCommand.of(spec).connection().given();
        if (!given.isEmpty()) {
            return experiment.run(RootCommand.of(spec).connection().clientProperties(), stop);
        }
        try (LocalServices services =
                LocalServices.start(directory.resolve(DATA), options.model, options.dtype, out, err)) {
            try {
                return experiment.run(services.client(), stop);
            } finally {
                if (stop.received()) {
                    stop.await(); // the services close without an interrupt
                }
            }
        }
    }

    private Path directory() throws IOException {
        String home = System.getProperty("scopestream.home");
        Path directory = options.out != null
                ? options.out
                : Path.of(home == null ? "." : home).resolve("data").resolve("experiment");
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new CliException(directory + " is a file; --out names a directory");
        }
        Files.createDirectories(directory);
        Path mark = directory.resolve(".scopestream-experiment");
        try (Stream<Path> content = Files.list(directory)) {
            if (!Files.exists(mark) && content.findAny().isPresent()) {
                throw new CliException(
                        directory + " holds something that no experiment put there; --out names another");
            }
        }
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
        return directory;
    }

    private List<Cell> check() {
        NumberRange.check(spec, "--documents", options.documents, 1, 10_000);
        NumberRange.check(spec, "--k", options.k, 1, 64);
        options.budgets.forEach(budget -> NumberRange.check(spec, "--budget", budget, 1, 99));
        if (options.budgets.stream().distinct().count() < options.budgets.size()) {
            throw new ParameterException(spec.commandLine(), "--budget has a number twice");
        }
        if (options.model != null) {
            LocalModel.find(options.model);
        }
        try {
            return PolicyGrid.cells(options.prefills, options.decodes, options.budgets, options.recall);
        } catch (InvalidRequestException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
