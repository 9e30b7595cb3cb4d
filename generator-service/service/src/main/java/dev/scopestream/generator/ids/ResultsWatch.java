package dev.scopestream.generator.ids;

import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the results of all instances, so that each knows which request ids are answered. Belongs to a thread of its own.
 *
 * <p>Whoever has got a partition waits for {@link #caughtUp} before it starts any of its prompts: whatever the
 * partition's former owner committed is known then. The end that counts is the high watermark, not the last stable
 * offset: a transaction whose offsets are visible already may still wait for its marker in the results.
 */
public final class ResultsWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultsWatch.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long RETRY_MILLIS = 1000;
    private static final List<String> UNFINISHED = List.of(FinishReason.CANCELLED.wire(), FinishReason.DEADLINE.wire());

    private record Waiting(Map<TopicPartition, Long> ends, CompletableFuture<Void> done) {}

    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final HighWatermarks highWatermarks;
    private final String topic;
    private final Duration window;
    private final RequestIds ids;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Consumer<byte[], byte[]> current;
    private volatile String trouble;

    /**
     * @param readers of committed records only
     * @param window how far back it begins; zero: nothing is followed, and everyone is caught up
     */
    public ResultsWatch(
            Supplier<Consumer<byte[], byte[]>> readers,
            HighWatermarks highWatermarks,
            String topic,
            Duration window,
            RequestIds ids) {
        this.readers = readers;
        this.highWatermarks = highWatermarks;
        this.topic = topic;
        this.window = window;
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

    /** Why results can't be followed at the moment; null when they can. */
    public String trouble() {
        return trouble;
    }

    /** {@link #run} returns soon. */
    public void stop() {
        stop.countDown();
        Consumer<byte[], byte[]> reader = current;
        if (reader != null) {
            reader.wakeup();
        }
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    @Override
    public void run() {
        try {
            while (!window.isZero() && !stopping()) {
                read();
                boolean unused = stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (Consumer<byte[], byte[]> reader = readers.get()) {
            current = reader;
            follow(reader);
        } catch (KafkaException e) {
            if (!stopping()) {
                trouble = "results can't be followed: " + e;
                LOG.warn("results can't be followed, trying again: topic={} error={}", topic, e.toString());
            }
        } finally {
            current = null;
        }
    }

    private void follow(Consumer<byte[], byte[]> reader) {
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            trouble = "results can't be followed: there is no topic " + topic;
            return;
        }
        reader.assign(partitions);
        start(reader, partitions);
        List<Waiting> waiting = new ArrayList<>();
        try {
            while (!stopping()) {
                reader.poll(POLL).forEach(this::note);
                trouble = null;
                if (!asked.isEmpty()) {
                    waiting.addAll(ask(partitions));
                }
                waiting.removeIf(w -> complete(reader, w));
            }
        } finally {
            waiting.forEach(w -> asked.add(w.done));
        }
    }

    /** All who ask now wait for the same ends. */
    private List<Waiting> ask(List<TopicPartition> partitions) {
        int count = asked.size();
        Map<TopicPartition, Long> ends = highWatermarks.of(partitions);
        return Stream.generate(asked::poll)
                .limit(count)
                .map(done -> new Waiting(ends, done))
                .toList();
    }

    private void start(Consumer<byte[], byte[]> reader, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> since = new HashMap<>();
        partitions.forEach(p -> since.put(p, System.currentTimeMillis() - window.toMillis()));
        reader.offsetsForTimes(since).forEach((partition, found) -> {
            if (found == null) {
                reader.seekToEnd(List.of(partition));
            } else {
                reader.seek(partition, found.offset());
            }
        });
        // a position is decided now: a result that comes later must not be passed over
        partitions.forEach(reader::position);
    }

    private void note(ConsumerRecord<byte[], byte[]> result) {
        if (result.key() != null) {
            Iterator<Header> reason =
                    result.headers().headers(ResultHeaders.FINISH_REASON).iterator();
            boolean whole = !reason.hasNext()
                    || !UNFINISHED.contains(new String(reason.next().value(), StandardCharsets.UTF_8));
            ids.answered(result.key(), result.timestamp(), whole);
        }
    }

    private static boolean complete(Consumer<byte[], byte[]> reader, Waiting waiting) {
        boolean there = waiting.ends.entrySet().stream().allMatch(e -> reader.position(e.getKey()) >= e.getValue());
        return there && waiting.done.complete(null);
    }
}
