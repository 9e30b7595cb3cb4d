package dev.scopestream.cli.faults;

import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.client.TopicSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/** One broker or a cluster of three, each a process of the command line's {@code broker}. */
final class Brokers implements AutoCloseable {
    /** After which a generator that doesn't answer has lost its partitions. */
    static final double SESSION_SECONDS = 3;

    /** Whatever dies is missed soon. */
    static final Map<String, String> QUICK = Map.of(
            "group.consumer.session.timeout.ms", Long.toString((long) (SESSION_SECONDS * 1000)),
            "group.consumer.heartbeat.interval.ms", "400",
            "broker.session.timeout.ms", "3000",
            "broker.heartbeat.interval.ms", "500");

    static final int PARTITIONS = 6;

    private final Path directory;
    private final int count;
    private final Map<String, String> more;
    private final List<Integer> ports;
    private final List<Integer> controllers;
    private final List<Jvm> nodes = new ArrayList<>();

    private Brokers(Path directory, int count, Map<String, String> more) {
        this.directory = directory;
        this.count = count;
        this.more = more;
        List<Integer> free = freePorts(2 * count);
        this.ports = free.subList(0, count);
        this.controllers = free.subList(count, 2 * count);
    }

    /**
     * With all of ScopeStream's topics.
     *
     * @param more settings of the brokers, such as {@link #QUICK}
     */
    static Brokers start(Path directory, int count, Map<String, String> more) throws Exception {
        Brokers brokers = new Brokers(directory, count, more);
        try {
            for (int node = 0; node < count; node++) {
                brokers.nodes.add(brokers.launch(node));
            }
            brokers.nodes.forEach(node -> node.awaitOutput("broker at"));
            List<TopicSpec> small = TopicPlan.bundled().topics().stream()
                    .map(t ->
                            new TopicSpec(t.name(), Math.min(t.partitions(), PARTITIONS), t.replication(), t.configs()))
                    .toList();
            try (Admin admin = Admin.create(brokers.client())) {
                new TopicAdmin(admin, Duration.ofSeconds(60)).apply(new TopicPlan(small).withReplication(count));
            }
            return brokers;
        } catch (Exception | Error e) {
            brokers.close();
            throw e;
        }
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> found =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Jvm launch(int node) {
        List<String> command = new ArrayList<>(List.of(
                "dev.scopestream.cli.Main",
                "broker",
                "--data",
                directory.resolve("broker-" + node).toString(),
                "--port",
                ports.get(node).toString(),
                "--controller-port",
                controllers.get(node).toString()));
        settings(node).forEach((name, value) -> command.addAll(List.of("--set", name + "=" + value)));
        return Jvm.start(directory.resolve("broker-" + node + ".log"), List.of("-Xmx384m"), command, Map.of());
    }

    private Map<String, String> settings(int node) {
        Map<String, String> settings = new HashMap<>();
        settings.put("cluster.id", "c2NvcGVzdHJlYW0tMDAwMQ");
        settings.put("node.id", Integer.toString(node + 1));
        settings.put(
                "controller.quorum.voters",
                IntStream.range(0, count)
                        .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
                        .collect(Collectors.joining(",")));
        if (count > 1) {
            settings.put("default.replication.factor", Integer.toString(count));
            settings.put("min.insync.replicas", "2");
            settings.put("offsets.topic.replication.factor", Integer.toString(count));
            settings.put("transaction.state.log.replication.factor", Integer.toString(count));
            settings.put("transaction.state.log.min.isr", "2");
        }
        settings.putAll(more);
        return settings;
    }

    /** Where a broker keeps a partition. */
    Path log(int node, String topic, int partition) {
        return directory.resolve("broker-" + node).resolve(topic + "-" + partition);
    }

    int count() {
        return count;
    }

    Jvm node(int node) {
        return nodes.get(node);
    }

    /** Ends it by {@code kill -9} and starts it again; returns when it serves. */
    void restart(int node) {
        nodes.get(node).kill();
        revive(node);
    }

    /** Starts one again that is dead. */
    void revive(int node) {
        nodes.set(node, launch(node));
        nodes.get(node).awaitOutput("broker at");
    }

    String bootstrap() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** Properties of a Kafka client. */
    Map<String, Object> client() {
        return Map.of("bootstrap.servers", bootstrap());
    }

    @Override
    public void close() {
        nodes.forEach(Jvm::kill);
    }
}
