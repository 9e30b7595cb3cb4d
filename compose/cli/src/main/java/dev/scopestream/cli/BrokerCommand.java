package dev.scopestream.cli;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.common.Logging;
import dev.scopestream.cli.common.StopSignal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The local broker alone. */
@Command(
        name = "broker",
        description =
                "Runs a local Kafka broker (one KRaft node, loopback only) until Ctrl-C; for trying, not for keeping.")
final class BrokerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Where its data lies: made when it isn't there, used again when it is.")
    private Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where clients connect; 0: a free one (default: ${DEFAULT-VALUE}).")
    private int port = 9092;

    @Option(
            names = "--controller-port",
            paramLabel = "PORT",
            description = "For the broker itself; 0: a free one (default: ${DEFAULT-VALUE}).")
    private int controllerPort;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "Any setting of a Kafka broker by its own name; may be given several times. The same cluster.id and"
                            + " controller.quorum.voters, and a node.id each, make several brokers one cluster.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        Logging.service();
        try (StopSignal stop = StopSignal.install();
                EmbeddedBroker broker = EmbeddedBroker.start(data, port, controllerPort, settings)) {
            spec.commandLine().getOut().println("broker at " + broker.bootstrapServers() + "; Ctrl-C ends it");
            stop.await();
        }
        return 0;
    }
}
