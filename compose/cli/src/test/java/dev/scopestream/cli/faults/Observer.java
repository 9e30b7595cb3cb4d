package dev.scopestream.cli.faults;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all that comes out, as any read_committed consumer does, in a thread of its own. */
final class Observer implements AutoCloseable {
    /** Ids that the oracle knows nothing of begin so: they may have several results, all but the last cancelled. */
    static final String ASIDE = "aside-";

    private static final List<String> TOPICS =
            List.of(Topics.RESULTS, Topics.DEAD_LETTERS, Topics.CHUNKS, Topics.ACCURACY);

    private final KafkaConsumer<byte[], byte[]> reader;
    private final Thread thread = new Thread(this::read, "observer");
    private final List<Observed.Result> results = new ArrayList<>();
    private final List<Observed.Letter> letters = new ArrayList<>();
    private final List<ChunkEvent> chunks = new ArrayList<>();
    private final List<String> scored = new ArrayList<>();
    private final Set<String> scoredIds = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> begun = new HashSet<>();
    private final Map<String, List<FinishReason>> aside = new HashMap<>();
    private volatile boolean stopping;
    private volatile Throwable failure;

    Observer(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        reader = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = TOPICS.stream()
                .flatMap(topic -> reader.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        reader.assign(all);
        reader.seekToBeginning(all);
        thread.start();
    }

    private void read() {
        try (reader) {
            while (!stopping) {
                reader.poll(Duration.ofMillis(50)).forEach(this::take);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private synchronized void take(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter origin = DeadLetter.from(record.headers());
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        String source = Sent.source(origin.partition(), origin.offset(), key);
        if (key.startsWith(ASIDE)) {
            if (record.topic().equals(Topics.RESULTS)) {
                FinishReason reason =
                        EventCodec.RESULT.decode(record.value()).output().finishReason();
                aside.computeIfAbsent(key, id -> new ArrayList<>()).add(reason);
            }
            return;
        }
        switch (record.topic()) {
            case Topics.RESULTS -> {
                results.add(new Observed.Result(source, EventCodec.RESULT.decode(record.value()), System.nanoTime()));
                ended.add(results.get(results.size() - 1).event().id());
            }
            case Topics.DEAD_LETTERS -> {
                letters.add(new Observed.Letter(source, origin.reason(), System.nanoTime()));
                ended.add(source);
            }
            case Topics.CHUNKS -> {
                chunks.add(EventCodec.CHUNK.decode(record.value()));
                begun.add(chunks.get(chunks.size() - 1).id());
            }
            default -> {
                scored.add(EventCodec.ACCURACY.decode(record.value()).id());
                scoredIds.add(scored.get(scored.size() - 1));
            }
        }
    }

    synchronized Observed observed() {
        if (failure != null) {
            throw new IllegalStateException("reading what comes out failed", failure);
        }
        return new Observed(results, letters, chunks, scored);
    }

    /** How the requests of an id that begins with {@link #ASIDE} ended, in order. */
    synchronized List<FinishReason> aside(String id) {
        return List.copyOf(aside.getOrDefault(id, List.of()));
    }

    /** Whether this has its final record. */
    synchronized boolean ended(Sent sent) {
        return ended.contains(sent.served() ? sent.id() : sent.source());
    }

    /** Whether there is a part of this one's text. */
    synchronized boolean begun(Sent sent) {
        return begun.contains(sent.id());
    }

    synchronized boolean scored(Sent sent) {
        return !sent.served() || scoredIds.contains(sent.id());
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
