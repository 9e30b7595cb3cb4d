package dev.scopestream.cli.security;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;

/** A broker that takes nobody without TLS and a password, and lets nobody do what no ACL allows. */
final class SecureBroker implements AutoCloseable {
    static final String PASSWORD_SUFFIX = "-pw-7f3a9c";
    private static final String STORE_PASSWORD = "store-pw-51d2e8";
    private static final List<String> USERS = List.of("generator", "scorer", "sender", "reader", "operator");

    private final Path directory;
    private final int port;
    private final EmbeddedBroker broker;
    private final Map<String, Object> inside;

    SecureBroker(Path directory, Collection<AclBinding> acls) throws Exception {
        this.directory = directory;
        keytool(
                "-genkeypair",
                "-keystore",
                "broker.p12",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "2");
        keytool("-exportcert", "-keystore", "broker.p12", "-alias", "broker", "-file", "broker.crt");
        keytool("-importcert", "-keystore", "trust.p12", "-alias", "broker", "-file", "broker.crt", "-noprompt");
        List<Integer> ports = freePorts(3);
        this.port = ports.get(0);
        this.inside = Map.of("bootstrap.servers", "127.0.0.1:" + ports.get(1));
        this.broker = EmbeddedBroker.start(directory.resolve("data"), port, ports.get(2), settings(ports));
        try (Admin admin = Admin.create(inside)) {
            new TopicAdmin(admin, Duration.ofSeconds(30))
                    .apply(TopicPlan.bundled().withReplication(1));
            admin.createAcls(acls).all().get();
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(directory.resolve("keytool.log")));
        }
    }

    private Map<String, String> settings(List<Integer> ports) {
        Map<String, String> s = new HashMap<>();
        s.put(
                "listeners",
                "OUTSIDE://127.0.0.1:" + ports.get(0) + ",INSIDE://127.0.0.1:" + ports.get(1)
                        + ",CONTROLLER://127.0.0.1:" + ports.get(2));
        s.put("advertised.listeners", "OUTSIDE://127.0.0.1:" + ports.get(0) + ",INSIDE://127.0.0.1:" + ports.get(1));
        s.put("listener.security.protocol.map", "OUTSIDE:SASL_SSL,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT");
        s.put("inter.broker.listener.name", "INSIDE");
        s.put("sasl.enabled.mechanisms", "PLAIN");
        StringBuilder users = new StringBuilder("org.apache.kafka.common.security.plain.PlainLoginModule required");
        USERS.forEach(user -> users.append(" user_" + user + "=\"" + user + PASSWORD_SUFFIX + "\""));
        s.put("listener.name.outside.plain.sasl.jaas.config", users + ";");
        s.put("ssl.keystore.location", directory.resolve("broker.p12").toString());
        s.put("ssl.keystore.password", STORE_PASSWORD);
        s.put("ssl.keystore.type", "PKCS12");
        s.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        s.put("super.users", "User:ANONYMOUS"); // the broker itself, inside
        return s;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Where nobody is asked for anything: for the test itself. */
    Map<String, Object> inside() {
        return inside;
    }

    /** A user's client properties. */
    Map<String, String> client(String user) {
        return client(user, user + PASSWORD_SUFFIX);
    }

    Map<String, String> client(String user, String password) {
        return Map.of(
                "bootstrap.servers",
                bootstrap(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";",
                "ssl.truststore.location",
                directory.resolve("trust.p12").toString(),
                "ssl.truststore.password",
                STORE_PASSWORD,
                "ssl.truststore.type",
                "PKCS12");
    }

    /** What may appear in no log and no message. */
    static List<String> secrets() {
        return List.of(PASSWORD_SUFFIX, STORE_PASSWORD);
    }

    @Override
    public void close() {
        broker.close();
    }
}
