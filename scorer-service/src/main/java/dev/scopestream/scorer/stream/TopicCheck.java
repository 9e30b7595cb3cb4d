package dev.scopestream.scorer.stream;

import dev.scopestream.events.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Whether the topics are there that the topology reads and writes: Kafka Streams dies without its sources. */
final class TopicCheck {
    private static final List<String> NEEDED =
            List.of(Topics.RESULTS, Topics.REFERENCES, Topics.PROMPTS, Topics.ACCURACY, Topics.ACCURACY_SUMMARY);
    private static final int TIMEOUT_MS = 5_000;

    private final StreamSettings settings;

    TopicCheck(StreamSettings settings) {
        this.settings = settings;
    }

    /** What is wrong and what to do about it; empty when all is there. */
    Optional<String> trouble() throws InterruptedException {
        Map<String, Object> config = new HashMap<>(settings.extra());
        config.keySet().retainAll(AdminClientConfig.configNames());
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        try (Admin admin = Admin.create(config)) {
            Set<String> there = admin.listTopics().names().get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
            List<String> missing = new ArrayList<>(NEEDED);
            missing.removeAll(there);
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of("topics are missing: " + String.join(", ", missing)
                            + " (make them with: scopestream topics apply); waiting for them");
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            return Optional.of("no answer from Kafka at " + settings.bootstrapServers() + ": " + cause.getMessage()
                    + "; trying again");
        }
    }
}
