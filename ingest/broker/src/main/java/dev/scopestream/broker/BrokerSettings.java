package dev.scopestream.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/** Settings of a single, small, local node. */
final class BrokerSettings {
    private static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";
    private static final String FIXED = "broker.properties";

    private BrokerSettings() {}

    static Properties of(Path directory, int port, int controllerPort) {
        Properties p = fixed();
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
        return p;
    }

    /** The settings that don't depend on the arguments. */
    private static Properties fixed() {
        Properties p = new Properties();
        try (InputStream in = BrokerSettings.class.getResourceAsStream(FIXED)) {
            p.load(Objects.requireNonNull(in, FIXED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return p;
    }
}
