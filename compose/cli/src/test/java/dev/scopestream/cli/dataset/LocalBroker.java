package dev.scopestream.cli.dataset;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.TopicContent;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A broker of its own with all topics, so that what a test counts is its own. */
final class LocalBroker implements AutoCloseable {
    private final EmbeddedBroker broker;

    LocalBroker(Path directory) throws Exception {
        broker = EmbeddedBroker.start(directory);
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap()))) {
            new TopicAdmin(admin, Duration.ofSeconds(30))
                    .apply(TopicPlan.bundled().withReplication(1));
        }
    }

    String bootstrap() {
        return broker.bootstrapServers();
    }

    /** What a topic holds now, as a read_committed consumer sees it. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return TopicContent.of(Map.of("bootstrap.servers", bootstrap()), topic);
    }

    @Override
    public void close() {
        broker.close();
    }
}
