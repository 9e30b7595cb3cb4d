package dev.scopestream.generator.intake;

import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.SourceDigest;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.kafka.Rewind;
import dev.scopestream.generator.kafka.TopicEnds;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which prompts of a partition have their final record, by the topics of results and dead letters themselves: they are
 * the truth when an offset map is lost. Every final record names its source partition and offset in headers, and has the
 * prompt's digest: see {@link FinishedPlaces}.
 *
 * <p>A final record is written after its prompt, so only the tail is read: from the time of the prompt at the lowest
 * incomplete offset, less a margin for clocks that disagree, to the high watermark as it is when the partition is
 * assigned. That is sufficient: only the owner of a partition finishes its prompts.
 */
@Singleton
final class FinishedTail {
    private static final Logger LOG = LoggerFactory.getLogger(FinishedTail.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Partitions that are read for at once; threads of their own, as a read waits for the broker for seconds. */
    private static final int READERS = 2;

    private final KafkaClients clients;
    private final TopicEnds topicEnds;
    private final TopicOptions topics;
    private final Duration margin;
    private final ExecutorService readers;

    FinishedTail(KafkaClients clients, TopicEnds topicEnds, TopicOptions topics, ScopeOptions options) {
        this.clients = clients;
        this.topicEnds = topicEnds;
        this.topics = topics;
        this.margin = options.duplicateMargin();
        this.readers = Executors.newFixedThreadPool(READERS, FinishedTail::thread);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "results-tail");
        thread.setDaemon(true);
        return thread;
    }

    /** Final records of a partition's prompts from {@code from} on; fails when the topics can't be read. */
    CompletableFuture<FinishedPlaces> finished(TopicPartition source, long from) {
        return CompletableFuture.supplyAsync(() -> read(source, from), readers);
    }

    /** Ends what is being read: the instance stops. */
    @PreDestroy
    void close() {
        readers.shutdownNow();
    }

    private FinishedPlaces read(TopicPartition source, long from) {
        FinishedPlaces.Builder places = new FinishedPlaces.Builder(from, FinishedPlaces.MOST);
        try (Consumer<byte[], byte[]> reader = clients.reader("results-tail")) {
            OptionalLong first = time(reader, source, from);
            if (first.isEmpty()) {
                return places.build();
            }
            long since = Math.min(first.getAsLong(), System.currentTimeMillis()) - margin.toMillis();
            Map<TopicPartition, Long> ends = new HashMap<>(topicEnds.of(topics.results()));
            ends.putAll(topicEnds.of(topics.deadLetters()));
            Set<TopicPartition> partitions = ends.keySet();
            reader.assign(partitions);
            Rewind.to(reader, partitions, Math.max(0, since));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream().anyMatch(p -> reader.position(p) < ends.get(p))) {
                ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
                records.forEach(record -> note(record, source, places));
                if (!records.isEmpty()) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no progress for " + PATIENCE);
                }
            }
            FinishedPlaces found = places.build();
            LOG.info("finished prompts found: partition={} from={} found={}", source, from, found.size());
            return found;
        }
    }

    /** The time of the first record at or after this offset; empty: there is none, so none can be finished. */
    private static OptionalLong time(Consumer<byte[], byte[]> reader, TopicPartition source, long from) {
        reader.assign(List.of(source));
        long end = reader.endOffsets(List.of(source)).get(source);
        reader.seek(source, from);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (reader.position(source) < end && System.nanoTime() < deadline) {
            List<ConsumerRecord<byte[], byte[]>> records = reader.poll(POLL).records(source);
            if (!records.isEmpty()) {
                return OptionalLong.of(records.get(0).timestamp());
            }
        }
        if (reader.position(source) < end) {
            throw new IllegalStateException("no progress for " + PATIENCE);
        }
        return OptionalLong.empty();
    }

    private static void note(
            ConsumerRecord<byte[], byte[]> record, TopicPartition source, FinishedPlaces.Builder places) {
        DeadLetter origin = DeadLetter.from(record.headers());
        if (origin.sourceTopic().equals(source.topic()) && origin.partition() == source.partition()) {
            places.add(
                    origin.offset(),
                    SourceDigest.read(record.headers()).orElseGet(() -> SourceDigest.ofKey(record.key())));
        }
    }
}
