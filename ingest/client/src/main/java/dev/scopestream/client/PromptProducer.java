package dev.scopestream.client;

import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.Limits;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends prompts to {@link Topics#PROMPTS}: checked before, and written once however often the network fails. */
public final class PromptProducer implements AutoCloseable {
    private static final int ROOM_FOR_KEY_AND_HEADERS = 1 << 16;

    private final Producer<byte[], byte[]> producer;

    /** @param config as Kafka's producer takes it, at least {@code bootstrap.servers} */
    public PromptProducer(Map<String, ?> config) {
        producer = OnceProducer.create(config, Limits.PROMPT_BYTES + ROOM_FOR_KEY_AND_HEADERS);
    }

    /**
     * Sends a prompt; one without an id gets one.
     *
     * @return the request's id, once the prompt is on the topic; else fails with Kafka's exception
     * @throws InvalidEventException when the prompt breaks the contract: nothing is sent
     */
    public CompletableFuture<String> send(PromptEvent prompt) {
        PromptEvent event =
                prompt.id() == null ? prompt.withId(UUID.randomUUID().toString()) : prompt;
        byte[] value = EventCodec.PROMPT.encode(event);
        byte[] key = event.id().getBytes(StandardCharsets.UTF_8);
        CompletableFuture<String> sent = new CompletableFuture<>();
        var unused = producer.send(new ProducerRecord<>(Topics.PROMPTS, key, value), (metadata, failure) -> {
            if (failure == null) {
                sent.complete(event.id());
            } else {
                sent.completeExceptionally(failure);
            }
        });
        return sent;
    }

    /** Waits until everything sent so far is on the topic, or has failed. */
    public void flush() {
        producer.flush();
    }

    /** Flushes and ends. */
    @Override
    public void close() {
        producer.close();
    }
}
