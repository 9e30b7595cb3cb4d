package dev.scopestream.broker;

import java.nio.file.Path;
import java.util.Properties;

/** Settings of a single, small, local node. */
final class BrokerSettings {
    private static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";
    private static final int MIB = 1 << 20;

    private BrokerSettings() {}

    static Properties of(Path directory, int port, int controllerPort) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(NODE));
        p.put("log.dirs", directory.toString());
        p.put("controller.quorum.voters", NODE + "@" + Ports.HOST + ":" + controllerPort);
        p.put(
                "listeners",
                "PLAINTEXT://" + Ports.HOST + ":" + port + "," + CONTROLLER + "://" + Ports.HOST + ":"
                        + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://" + Ports.HOST + ":" + port);
        p.put("controller.listener.names", CONTROLLER);
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("auto.create.topics.enable", "false");
        alone(p);
        small(p);
        quick(p);
        return p;
    }

    /** One node holds everything. */
    private static void alone(Properties p) {
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            p.put(topic + ".replication.factor", "1");
        }
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("offsets.topic.num.partitions", "4");
        p.put("transaction.state.log.num.partitions", "4");
        p.put("share.coordinator.state.topic.num.partitions", "1");
    }

    /** Few threads, little memory, small files. */
    private static void small(Properties p) {
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "2");
        p.put("background.threads", "2");
        p.put("num.recovery.threads.per.data.dir", "1");
        p.put("group.coordinator.threads", "1");
        p.put("log.cleaner.threads", "1");
        p.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 * MIB));
        p.put("log.segment.bytes", Integer.toString(64 * MIB));
        p.put("log.index.size.max.bytes", Integer.toString(MIB));
        p.put("offsets.topic.segment.bytes", Integer.toString(16 * MIB));
        p.put("transaction.state.log.segment.bytes", Integer.toString(16 * MIB));
        p.put("metadata.log.segment.bytes", Integer.toString(8 * MIB));
        p.put("message.max.bytes", Integer.toString(17 * MIB));
        p.put("metric.reporters", "");
    }

    /** Groups settle at once, and a member that was killed is missed after seconds. */
    private static void quick(Properties p) {
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("group.min.session.timeout.ms", "1000");
        p.put("group.consumer.min.heartbeat.interval.ms", "200");
        p.put("group.consumer.heartbeat.interval.ms", "500");
        p.put("group.consumer.min.session.timeout.ms", "1000");
        p.put("group.consumer.session.timeout.ms", "8000");
        // a transaction that a dead member left open holds its partitions up until it's looked for
        p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        p.put("controlled.shutdown.enable", "true");
    }
}
