package dev.scopestream.cli.service;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.Logging;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.door.DoorApplication;
import dev.scopestream.door.DoorHandle;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A door as a process of its own. */
@Command(name = "door", description = "Runs OpenAI's HTTP API in front of the topics until Ctrl-C.")
public final class DoorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions service;

    @Override
    public Integer call() {
        Logging.service();
        Map<String, Object> properties = service.properties(RootCommand.of(spec).connection());
        try (StopSignal stop = StopSignal.install();
                DoorHandle door = start(properties)) {
            spec.commandLine().getOut().println("door up: " + door.uri() + "/v1; Ctrl-C ends it");
            stop.await();
        }
        return 0;
    }

    private static DoorHandle start(Map<String, Object> properties) {
        try {
            return DoorApplication.start(properties);
        } catch (RuntimeException e) {
            throw new CliException("the door can't start: " + DoorApplication.reason(e), e);
        }
    }
}
