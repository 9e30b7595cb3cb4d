package dev.scopestream.cli.service;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.ErrorReport;
import dev.scopestream.cli.common.Logging;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.engine.hub.LocalModel;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.GeneratorHandle;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A generator as a process of its own. */
@Command(
        name = "generator",
        description = "Runs a generator until Ctrl-C, which lets running requests end; start more to share the work.")
public final class GeneratorCommand implements Callable<Integer> {
    private static final String MODEL = "SCOPE_MODEL";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions service;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Which model: " + LocalModel.FORMS + " (default: $" + MODEL + ", else longgen-tiny).")
    private String model;

    @Override
    public Integer call() throws Exception {
        Logging.service();
        Map<String, Object> properties = service.properties(RootCommand.of(spec).connection());
        if (model != null || System.getenv(MODEL) == null) {
            properties.putIfAbsent("scope.model", model == null ? "longgen-tiny" : model);
        }
        try (StopSignal stop = StopSignal.install();
                GeneratorHandle generator = GeneratorApplication.start(properties)) {
            spec.commandLine()
                    .getOut()
                    .println("generator up: http://localhost:" + generator.httpPort() + "/health; Ctrl-C ends it");
            try {
                Throwable death = generator.failure().get();
                throw new CliException("the generator died: " + ErrorReport.describe(death), death);
            } catch (InterruptedException | ExecutionException e) {
                if (!stop.received()) {
                    throw e;
                }
                stop.await();
            }
        }
        return 0;
    }
}
