package dev.scopestream.door.kafka;

import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.request.Place;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;

/** Reads results again that were there before somebody asked. */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class StoredResults {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KnownResults known;
    private final ClientSettings settings;
    private KafkaConsumer<byte[], byte[]> consumer;

    StoredResults(KnownResults known, ClientSettings settings) {
        this.known = known;
        this.settings = settings;
    }

    /**
     * A result.
     *
     * @param digest of the body that it answers, as its sender's header says; null: it has none
     */
    public record Stored(FinishedText finished, String digest) {}

    /**
     * The result of an id.
     *
     * @throws TimeoutException when it is there and no broker gives it
     */
    public Optional<Stored> find(String id) {
        return known.find(id).flatMap(place -> read(place)
                .filter(stored -> stored.finished().id().equals(id)));
    }

    private synchronized Optional<Stored> read(Place place) {
        if (consumer == null) {
            consumer = settings.consumer();
        }
        TopicPartition partition = new TopicPartition(Topics.RESULTS, place.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, place.offset());
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                return record.offset() == place.offset() ? Optional.of(stored(record)) : Optional.empty();
            }
            if (consumer.position(partition) > place.offset()) {
                return Optional.empty();
            }
        }
        throw new TimeoutException("the stored result wasn't given within " + PATIENCE.toSeconds() + " s");
    }

    private static Stored stored(ConsumerRecord<byte[], byte[]> record) {
        ResultEvent result = EventCodec.RESULT.decode(record.value());
        Header digest = record.headers().lastHeader(PromptSender.DIGEST);
        return new Stored(
                FinishedText.of(result, record.timestamp()),
                digest == null || digest.value() == null ? null : new String(digest.value(), StandardCharsets.UTF_8));
    }

    @PreDestroy
    synchronized void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
