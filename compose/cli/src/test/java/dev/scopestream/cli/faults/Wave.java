package dev.scopestream.cli.faults;

import dev.scopestream.events.PromptHeaders;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What is sent together. */
final class Wave {
    private final Arena arena;
    private final String name;
    private final Map<ProducerRecord<byte[], byte[]>, String> records = new LinkedHashMap<>();
    private int count;

    Wave(Arena arena, String name) {
        this.arena = arena;
        this.name = name;
    }

    /** @param shift milliseconds that the record's time lies beside the clock */
    void good(int prompt, long shift) {
        String id = name + "-" + count++;
        records.put(record(id, arena.prompts.value(prompt, id), shift), arena.text(prompt));
    }

    /** As {@link #good}, of the tenant that floods the generators. */
    void flooding(int prompt) {
        String id = name + "-" + count++;
        ProducerRecord<byte[], byte[]> record = record(id, arena.prompts.value(prompt, id), 0);
        record.headers().add(PromptHeaders.TENANT, "flood".getBytes(StandardCharsets.UTF_8));
        records.put(record, arena.text(prompt));
    }

    /** One more record of an id that is in the wave already. */
    void again() {
        var first = records.entrySet().stream()
                .filter(e -> e.getValue() != null)
                .findFirst()
                .orElseThrow();
        records.put(
                new ProducerRecord<>(
                        first.getKey().topic(),
                        first.getKey().key(),
                        first.getKey().value()),
                first.getValue());
    }

    void bad() {
        String id = name + "-bad" + count++;
        records.put(record(id, TestPrompts.bad(arena.random), 0), null);
    }

    /** As {@link #good}, to this partition. */
    void goodAt(int partition, int prompt) {
        String id = name + "-" + count++;
        records.put(
                new ProducerRecord<>(
                        Topics.PROMPTS,
                        partition,
                        id.getBytes(StandardCharsets.UTF_8),
                        arena.prompts.value(prompt, id)),
                arena.text(prompt));
    }

    /** A prompt as any other, that must not be answered all the same. */
    String poison(int prompt) {
        String id = name + "-poison" + count++;
        records.put(record(id, arena.prompts.value(prompt, id), 0), null);
        return id;
    }

    ProducerRecord<byte[], byte[]> record(String id, byte[] value, long shift) {
        Long time = shift == 0 ? null : Long.valueOf(System.currentTimeMillis() + shift);
        return new ProducerRecord<>(Topics.PROMPTS, null, time, id.getBytes(StandardCharsets.UTF_8), value);
    }

    /** Returns when all are stored. */
    List<Sent> send() {
        Map<ProducerRecord<byte[], byte[]>, Future<RecordMetadata>> stored = new LinkedHashMap<>();
        records.keySet().forEach(record -> stored.put(record, arena.producer().send(record)));
        arena.producer().flush();
        return stored(stored);
    }

    /** As {@link #send}, in transactions of one record each; before each, another prompt is aborted. */
    List<Sent> sendInTransactions() {
        Map<String, Object> writing = new HashMap<>(arena.brokers.client());
        writing.put("compression.type", "gzip");
        writing.put("max.request.size", 8 << 20);
        writing.put("transactional.id", "sender-" + name);
        Map<ProducerRecord<byte[], byte[]>, Future<RecordMetadata>> stored = new LinkedHashMap<>();
        try (Producer<byte[], byte[]> transactional =
                new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            transactional.initTransactions();
            for (ProducerRecord<byte[], byte[]> record : records.keySet()) {
                String id = name + "-aborted" + count++;
                transactional.beginTransaction();
                Future<RecordMetadata> aborted =
                        transactional.send(record(id, arena.prompts.value(count % TestPrompts.COUNT, id), 0));
                transactional.flush();
                aborted.get();
                transactional.abortTransaction();
                transactional.beginTransaction();
                stored.put(record, transactional.send(record));
                transactional.commitTransaction();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("a prompt wasn't stored", e);
        }
        return stored(stored);
    }

    private List<Sent> stored(Map<ProducerRecord<byte[], byte[]>, Future<RecordMetadata>> stored) {
        List<Sent> added = new ArrayList<>();
        stored.forEach((record, future) -> {
            try {
                RecordMetadata at = future.get();
                added.add(new Sent(
                        at.partition(),
                        at.offset(),
                        new String(record.key(), StandardCharsets.UTF_8),
                        records.get(record)));
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException("a prompt wasn't stored", e);
            }
        });
        arena.sent(added);
        return added;
    }
}
