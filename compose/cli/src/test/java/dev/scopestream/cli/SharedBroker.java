package dev.scopestream.cli;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.client.TopicSpec;
import dev.scopestream.events.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One real broker, with all topics, for all test classes that ask for it: {@code void should(SharedBroker broker)}. */
public final class SharedBroker implements AutoCloseable {
    private final Path directory;
    private final EmbeddedBroker broker;

    private SharedBroker() throws Exception {
        directory = Files.createTempDirectory("scopestream-broker");
        broker = EmbeddedBroker.start(directory);
        try (Admin admin = Admin.create(client())) {
            new TopicAdmin(admin, Duration.ofSeconds(60))
                    .apply(new TopicPlan(Topics.all().stream()
                            .map(name -> new TopicSpec(name, 2, (short) 1, Map.of()))
                            .toList()));
        }
    }

    public String bootstrap() {
        return broker.bootstrapServers();
    }

    /** Properties of a client. */
    public Map<String, Object> client() {
        return Map.of("bootstrap.servers", bootstrap());
    }

    /** What a topic holds now of this key. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic, String key) {
        return TopicContent.of(client(), topic).stream()
                .filter(r -> r.key() != null && new String(r.key(), StandardCharsets.UTF_8).equals(key))
                .toList();
    }

    @Override
    public void close() throws IOException {
        broker.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Starts it once and keeps it until the last test is over. */
    public static final class Extension implements ParameterResolver {
        private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(SharedBroker.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SharedBroker.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(HERE).getOrComputeIfAbsent("broker", key -> start(), SharedBroker.class);
        }

        private static SharedBroker start() {
            try {
                return new SharedBroker();
            } catch (Exception e) {
                throw new IllegalStateException("the broker for tests didn't start", e);
            }
        }
    }
}
