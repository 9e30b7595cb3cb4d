package dev.scopestream.client;

import dev.scopestream.events.CancelEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.Limits;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;

/** Sends prompts to {@link Topics#PROMPTS} and cancellations to {@link Topics#CONTROL}: checked before, and written once however often the network fails. */
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
        return send(event, List.of()).thenApply(stored -> event.id());
    }

    /**
     * Sends a prompt that has an id, with headers.
     *
     * @return where it lies, once it is on the topic; else fails with Kafka's exception
     * @throws InvalidEventException when the prompt breaks the contract: nothing is sent
     */
    public CompletableFuture<RecordMetadata> send(PromptEvent prompt, Iterable<Header> headers) {
        return write(Topics.PROMPTS, prompt.id(), EventCodec.PROMPT.encode(prompt), headers);
    }

    /**
     * Cancels a request: whatever was sent under this id before ends, with a result that says {@code cancelled}.
     *
     * @param headers the tenant's, where ids are a tenant's
     */
    public CompletableFuture<RecordMetadata> cancel(String id, Iterable<Header> headers) {
        return write(Topics.CONTROL, id, EventCodec.CANCEL.encode(new CancelEvent(id)), headers);
    }

    /**
     * Sends a dead letter's prompt again, to the byte.
     *
     * @param key null: it has none
     */
    public CompletableFuture<RecordMetadata> again(byte[] key, byte[] value) {
        return write(Topics.PROMPTS, key, value, List.of());
    }

    private CompletableFuture<RecordMetadata> write(String topic, String id, byte[] value, Iterable<Header> headers) {
        return write(topic, id.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    private CompletableFuture<RecordMetadata> write(String topic, byte[] key, byte[] value, Iterable<Header> headers) {
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        var unused = producer.send(new ProducerRecord<>(topic, null, key, value, headers), (metadata, failure) -> {
            if (failure == null) {
                sent.complete(metadata);
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

    /** Flushes and ends; an interrupt meanwhile doesn't shorten it. */
    @Override
    public void close() {
        Closing.uninterrupted(producer::close);
    }
}
