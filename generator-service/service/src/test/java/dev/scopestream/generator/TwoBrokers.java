package dev.scopestream.generator;

import dev.scopestream.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/** A cluster whose first node is its controller, and whose second one comes and goes. */
final class TwoBrokers implements AutoCloseable {
    private static final String CLUSTER = "dHdvLWJyb2tlcnMtMDAwMQ";
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    private final EmbeddedBroker first;
    private final Path directory;
    private final int port;
    private final int controllerPort;
    private EmbeddedBroker second;

    private TwoBrokers(EmbeddedBroker first, Path directory, int port, int controllerPort) {
        this.first = first;
        this.directory = directory;
        this.port = port;
        this.controllerPort = controllerPort;
    }

    /** With the first node alone: topics that are made now are there. */
    static TwoBrokers start(Path directory) throws IOException {
        int controllerPort = freePort();
        Map<String, String> settings = Map.of(EmbeddedBroker.CLUSTER_ID, CLUSTER);
        EmbeddedBroker first = EmbeddedBroker.start(directory.resolve("1"), 0, controllerPort, settings);
        return new TwoBrokers(first, directory.resolve("2"), freePort(), controllerPort);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    EmbeddedBroker first() {
        return first;
    }

    void startSecond() throws IOException {
        Map<String, String> settings = Map.of(
                EmbeddedBroker.CLUSTER_ID,
                CLUSTER,
                "process.roles",
                "broker",
                "node.id",
                "2",
                "controller.quorum.voters",
                "1@" + HOST + ":" + controllerPort,
                "listeners",
                "PLAINTEXT://" + HOST + ":" + port);
        second = EmbeddedBroker.start(directory, port, 0, settings);
    }

    void stopSecond() {
        second.close();
    }

    @Override
    public void close() {
        if (second != null) {
            second.close();
        }
        first.close();
    }
}
