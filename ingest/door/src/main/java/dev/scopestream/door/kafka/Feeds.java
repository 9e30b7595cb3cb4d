package dev.scopestream.door.kafka;

import dev.scopestream.client.TopicFeed;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import dev.scopestream.door.request.Ending;
import dev.scopestream.door.request.OpenRequest;
import dev.scopestream.door.request.OpenRequests;
import dev.scopestream.door.request.Outcome;
import dev.scopestream.door.request.Place;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultHeaders;
import dev.scopestream.events.Topics;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Follows chunks, results and dead letters, and hands each to the request that waits for it. */
@Context
@Requires(property = DoorContext.ENABLED)
public final class Feeds {
    private static final Set<String> WHOLE = Set.of(FinishReason.STOP.wire(), FinishReason.LENGTH.wire());

    private final OpenRequests requests;
    private final KnownResults known;
    private final ServedModels models;
    private final TopicFeed chunks;
    private final TopicFeed results;
    private final TopicFeed deadLetters;

    Feeds(
            DoorOptions options,
            ClientSettings settings,
            OpenRequests requests,
            KnownResults known,
            ServedModels models) {
        this.requests = requests;
        this.known = known;
        this.models = models;
        chunks = new TopicFeed(Topics.CHUNKS, Duration.ZERO, settings::consumer, this::chunk);
        results = new TopicFeed(Topics.RESULTS, options.lookback(), settings::consumer, this::result);
        deadLetters = new TopicFeed(Topics.DEAD_LETTERS, Duration.ZERO, settings::consumer, this::deadLetter);
    }

    private void chunk(ConsumerRecord<byte[], byte[]> record) {
        request(record).ifPresent(request -> request.piece(EventCodec.CHUNK.decode(record.value())));
    }

    private void result(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> id = FinalRecordReader.id(record);
        Header reason = record.headers().lastHeader(ResultHeaders.FINISH_REASON);
        if (id.isPresent() && reason != null && WHOLE.contains(new String(reason.value(), StandardCharsets.UTF_8))) {
            known.put(id.get(), new Place(record.partition(), record.offset()));
        }
        request(record).ifPresent(request -> {
            Ending ending = FinalRecordReader.result(record);
            if (ending.outcome() instanceof Outcome.Answered answered) {
                models.add(answered.finished().model());
            }
            request.end(ending);
        });
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
        request(record).ifPresent(request -> request.end(FinalRecordReader.deadLetter(record)));
    }

    private Optional<OpenRequest> request(ConsumerRecord<byte[], byte[]> record) {
        return FinalRecordReader.id(record).flatMap(requests::find);
    }

    /** What keeps answers from coming; empty: nothing. */
    public Optional<String> trouble() {
        return List.of(chunks, results, deadLetters).stream()
                .filter(feed -> !feed.state().following())
                .map(feed -> feed.topic() + ": " + feed.state().trouble())
                .findFirst();
    }

    /** Whether all results of the lookback are known. */
    public boolean isCaughtUp() {
        return results.state().caughtUp();
    }

    @PreDestroy
    void close() {
        List.of(chunks, results, deadLetters).forEach(TopicFeed::close);
    }
}
