package dev.scopestream.cli;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.common.Logging;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.client.HangingTransactions;
import dev.scopestream.client.TopicException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private static final Logger LOG = LoggerFactory.getLogger(BrokerCommand.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
            Thread cleaning = new Thread(() -> endHanging(broker), "hanging-transactions");
            cleaning.setDaemon(true);
            cleaning.start();
            stop.await();
        }
        return 0;
    }

    /** A broker of several may have to wait for the others first. */
    private static void endHanging(EmbeddedBroker broker) {
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            new HangingTransactions(admin, client, PATIENCE).endAll(PATIENCE);
        } catch (TopicException e) {
            LOG.warn("hanging transactions not looked for, see 'topics hanging': {}", e.getMessage());
        }
    }
}
