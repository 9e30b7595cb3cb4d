package dev.scopestream.door.kafka;

import dev.scopestream.client.PromptProducer;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.request.Place;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptHeaders;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes prompts and cancellations. */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class PromptSender {
    /** A header that results carry back: SHA-256 of the body, by which a second use of its key is told from another's. */
    static final String DIGEST = "door-body-sha256";

    private static final Logger LOG = LoggerFactory.getLogger(PromptSender.class);

    private final PromptProducer producer;

    PromptSender(ClientSettings settings) {
        producer = new PromptProducer(settings.producer());
    }

    /**
     * Sends a prompt that has its id.
     *
     * @param tenant empty: none
     * @param carried further headers, such as trace context
     * @return where it lies; fails with Kafka's exception
     */
    public CompletableFuture<Place> send(
            PromptEvent prompt, String tenant, String digest, Map<String, String> carried) {
        RecordHeaders headers = headers(tenant);
        headers.add(DIGEST, utf8(digest));
        carried.forEach((name, value) -> headers.add(name, utf8(value)));
        return producer.send(prompt, headers).thenApply(stored -> new Place(stored.partition(), stored.offset()));
    }

    /** Cancels a request that nobody waits for. */
    public void cancel(String id, String tenant) {
        var unused = producer.cancel(id, headers(tenant)).whenComplete((stored, failure) -> {
            if (failure != null) {
                LOG.warn("not cancelled: id={} reason={}", id, failure.getMessage());
            }
        });
    }

    private static RecordHeaders headers(String tenant) {
        RecordHeaders headers = new RecordHeaders();
        if (!tenant.isEmpty()) {
            headers.add(PromptHeaders.TENANT, utf8(tenant));
        }
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @PreDestroy
    void close() {
        producer.close();
    }
}
