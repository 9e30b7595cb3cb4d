package dev.scopestream.broker;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real single-node KRaft broker, broker and controller in one, on the loopback interface: transactions, the group
 * protocol of KIP-848, share groups. Few threads and small buffers, so that it fits a small machine. Topics
 * aren't created by themselves.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    /** What a directory is formatted with when it's empty; made up where none is given. */
    public static final String CLUSTER_ID = "cluster.id";

    /** Free ports may be taken between the choice and the use: how often to choose again. */
    private static final int CHOICES = 5;

    private final KafkaRaftServer server;
    private final int port;
    private final BrokerDirectory data;
    private boolean closed;

    private EmbeddedBroker(KafkaRaftServer server, int port, BrokerDirectory data) {
        this.server = server;
        this.port = port;
        this.data = data;
    }

    /** As {@link #start(Path, int, int, Map)}, on free ports. */
    public static EmbeddedBroker start(Path directory) throws IOException {
        return start(directory, 0, 0, Map.of());
    }

    /** As {@link #start(Path, int, int, Map)}, without further settings. */
    public static EmbeddedBroker start(Path directory, int port, int controllerPort) throws IOException {
        return start(directory, port, controllerPort, Map.of());
    }

    /**
     * Starts a broker, and returns when it serves.
     *
     * @param directory its data; made when it isn't there, formatted when it is empty, else used as it is: a broker
     *     goes on where its predecessor ended, on whatever ports
     * @param port where clients connect; 0: a free one
     * @param controllerPort for the broker itself; 0: a free one
     * @param settings further broker settings, which go before the ones here. Several nodes become one cluster when they
     *     have the same {@value #CLUSTER_ID} (16 bytes in URL-safe base64) and {@code controller.quorum.voters}, and a
     *     {@code node.id} each
     * @throws BindException when a given port is in use
     * @throws IOException when the directory can't be used: no directory, not writable, holds something else, or is in
     *     use by another broker
     */
    public static EmbeddedBroker start(Path directory, int port, int controllerPort, Map<String, String> settings)
            throws IOException {
        BrokerDirectory data = BrokerDirectory.open(
                directory,
                new BrokerDirectory.Identity(
                        settings.getOrDefault(CLUSTER_ID, Uuid.randomUuid().toString()),
                        Integer.parseInt(settings.getOrDefault("node.id", "1"))));
        try {
            return startOnFreePorts(directory, port, controllerPort, settings, data);
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    private static EmbeddedBroker startOnFreePorts(
            Path directory, int port, int controllerPort, Map<String, String> settings, BrokerDirectory data)
            throws IOException {
        for (int choice = 1; ; choice++) {
            int clients = Ports.choose(port);
            int controller = Ports.choose(controllerPort);
            try {
                return new EmbeddedBroker(startOn(directory, clients, controller, settings), clients, data);
            } catch (BindException e) {
                boolean chosen = port == 0 || controllerPort == 0;
                if (!chosen || choice == CHOICES) {
                    throw e;
                }
                LOG.info("broker: port taken meanwhile, choosing again: {}", e.getMessage());
            }
        }
    }

    private static KafkaRaftServer startOn(Path directory, int port, int controllerPort, Map<String, String> settings)
            throws IOException {
        Properties properties = BrokerSettings.of(directory, port, controllerPort);
        properties.putAll(settings);
        properties.remove(CLUSTER_ID);
        long start = System.nanoTime();
        KafkaRaftServer server = null;
        try {
            server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
            server.startup();
        } catch (RuntimeException | Error e) {
            stop(server);
            throw explained(e, directory);
        }
        LOG.info("broker up: port={} directory={} ms={}", port, directory, (System.nanoTime() - start) / 1_000_000);
        return server;
    }

    /** For clients' {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return Ports.HOST + ":" + port;
    }

    /** Ends it in an orderly way; the data stays. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            stop(server);
            data.close();
        }
    }

    private static void stop(KafkaRaftServer server) {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    private static IOException explained(Throwable e, Path directory) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof BindException || message.contains("Address already in use")) {
                BindException bind = new BindException("a port for the broker is in use: " + message);
                bind.initCause(e);
                return bind;
            }
        }
        return new IOException("the broker didn't start in " + directory + ": " + e.getMessage(), e);
    }
}
