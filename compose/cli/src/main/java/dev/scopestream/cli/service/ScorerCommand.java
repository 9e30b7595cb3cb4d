package dev.scopestream.cli.service;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.Logging;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A scorer as a process of its own. */
@Command(name = "scorer", description = "Runs a scorer with its page until Ctrl-C.")
public final class ScorerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions service;

    @Override
    public Integer call() {
        Logging.service();
        Map<String, Object> properties = service.properties(RootCommand.of(spec).connection());
        try (StopSignal stop = StopSignal.install();
                ScorerHandle scorer = start(properties)) {
            spec.commandLine().getOut().println("scorer up: " + scorer.uri() + "; Ctrl-C ends it");
            stop.await();
        }
        return 0;
    }

    private static ScorerHandle start(Map<String, Object> properties) {
        try {
            return ScorerApplication.start(properties);
        } catch (RuntimeException e) {
            throw new CliException("the scorer can't start: " + ScorerApplication.reason(e), e);
        }
    }
}
