package dev.scopestream.generator.ids;

import dev.scopestream.events.FinishReason;
import dev.scopestream.generator.config.DuplicateOptions;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.kafka.TopicEnds;
import dev.scopestream.generator.kafka.TopicLoop;
import dev.scopestream.generator.kafka.TopicShapes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows which request ids are answered, by all instances: the transaction of a result writes its id as well. Belongs to a
 * thread of its own.
 *
 * <p>Whoever has got a partition waits for {@link #caughtUp} before it starts any of its prompts: whatever the
 * partition's former owner committed is known then. The end that counts is the high watermark, not the last stable
 * offset: a transaction whose offsets are visible already may still wait for its marker there.
 */
@Singleton
public final class FinishedIdsFollower implements Runnable, TopicLoop.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(FinishedIdsFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final List<String> UNFINISHED = List.of(FinishReason.CANCELLED.wire(), FinishReason.DEADLINE.wire());

    private record Waiting(Map<TopicPartition, Long> ends, CompletableFuture<Void> done) {
        boolean isThere(Consumer<byte[], byte[]> reader, List<TopicPartition> partitions) {
            return ends.entrySet().stream()
                    .allMatch(e -> e.getValue() == 0
                            || (partitions.contains(e.getKey()) && reader.position(e.getKey()) >= e.getValue()));
        }
    }

    private final TopicLoop loop;
    private final TopicEnds ends;
    private final String topic;
    private final Duration window;
    private final FinishedIds ids;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private volatile String trouble;

    /** With a {@link DuplicateOptions#window} of zero nothing is followed, and {@link #caughtUp} completes at once. */
    public FinishedIdsFollower(
            KafkaClients clients,
            TopicShapes shapes,
            TopicEnds ends,
            TopicOptions topics,
            DuplicateOptions duplicates,
            FinishedIds ids) {
        this.topic = topics.finished();
        this.window = duplicates.window();
        this.loop = new TopicLoop(() -> clients.reader("finished"), shapes, topic, window, RETRY);
        this.ends = ends;
        this.ids = ids;
    }

    /** Completes when all results that are written by now are known. */
    public CompletableFuture<Void> caughtUp() {
        if (window.isZero()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        asked.add(done);
        return done;
    }

    /** Why finished ids can't be followed at the moment; null when they can. */
    public String trouble() {
        return trouble;
    }

    /** {@link #run} returns soon. */
    public void stop() {
        loop.stop();
    }

    @Override
    public void run() {
        if (!window.isZero()) {
            loop.run(this);
        }
    }

    @Override
    public void absent() {
        trouble = "finished ids can't be followed: there is no topic " + topic;
    }

    @Override
    public void failed(KafkaException failure) {
        if (!loop.stopping()) {
            trouble = "finished ids can't be followed: " + failure;
            LOG.warn("finished ids can't be followed, trying again: topic={} error={}", topic, failure.toString());
        }
    }

    @Override
    public void poll(Consumer<byte[], byte[]> reader, List<TopicPartition> partitions) {
        reader.poll(POLL).forEach(this::note);
        trouble = null;
        if (!asked.isEmpty()) {
            waiting.addAll(ask());
        }
        waiting.removeIf(w -> w.isThere(reader, partitions) && w.done.complete(null));
    }

    @Override
    public void ended() {
        waiting.forEach(w -> asked.add(w.done));
        waiting.clear();
    }

    /** All who ask now wait for the same ends, those of partitions that were added just now among them. */
    private List<Waiting> ask() {
        int count = asked.size();
        Map<TopicPartition, Long> now = ends.of(topic);
        return Stream.generate(asked::poll)
                .limit(count)
                .map(done -> new Waiting(now, done))
                .toList();
    }

    private void note(ConsumerRecord<byte[], byte[]> finished) {
        if (finished.key() != null && finished.value() != null) {
            ids.answered(
                    new String(finished.key(), StandardCharsets.UTF_8),
                    finished.timestamp(),
                    !UNFINISHED.contains(new String(finished.value(), StandardCharsets.UTF_8)));
        }
    }
}
