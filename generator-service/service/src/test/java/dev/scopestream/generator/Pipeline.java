package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.events.CancelEvent;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.WriteOnce;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of their own on a broker, what goes in, and what comes out as a read_committed consumer sees it. */
final class Pipeline implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40);

    final String name;
    private static final Map<String, String> LOG_TIMES = Map.of("message.timestamp.type", "LogAppendTime");

    private final String bootstrap;
    private final int partitions;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> reader;
    private final List<ResultEvent> results = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> order = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
    private final List<ChunkEvent> chunks = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private final List<Future<RecordMetadata>> stored = new ArrayList<>();

    Pipeline(EmbeddedBroker broker, String name, int partitions, Map<String, String> resultConfigs) {
        this.name = name;
        this.partitions = partitions;
        this.bootstrap = broker.bootstrapServers();
        Map<String, Object> common = Map.of("bootstrap.servers", bootstrap);
        this.admin = Admin.create(common);
        try {
            Map<String, String> ofResults = new HashMap<>(LOG_TIMES);
            ofResults.putAll(resultConfigs);
            admin.createTopics(List.of(
                            prompts(),
                            new NewTopic(topic("results"), 2, (short) 1).configs(ofResults),
                            new NewTopic(topic("finished"), 1, (short) 1).configs(LOG_TIMES),
                            new NewTopic(topic("dlq"), 1, (short) 1).configs(Map.of("max.message.bytes", "2000000")),
                            new NewTopic(topic("chunks"), 2, (short) 1),
                            new NewTopic(topic("control"), 1, (short) 1).configs(LOG_TIMES),
                            new NewTopic(topic("checkpoints"), partitions, (short) 1)
                                    .configs(Map.of("cleanup.policy", "compact,delete"))))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Map<String, Object> writing = new HashMap<>(common);
        writing.put("max.request.size", 17 << 20);
        writing.putAll(WriteOnce.settings());
        this.producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
        Map<String, Object> reading = new HashMap<>(common);
        reading.put("isolation.level", "read_committed");
        this.reader = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : List.of("results", "dlq", "chunks")) {
            for (int p = 0; p < (topic.equals("dlq") ? 1 : 2); p++) {
                all.add(new TopicPartition(topic(topic), p));
            }
        }
        reader.assign(all);
        reader.seekToBeginning(all);
    }

    private NewTopic prompts() {
        Map<String, String> configs = new HashMap<>(LOG_TIMES);
        configs.put("max.message.bytes", Integer.toString(17 << 20));
        return new NewTopic(topic("prompts"), partitions, (short) 1).configs(configs);
    }

    /** What else is done to its topics and offsets. */
    PipelineHarm harm() {
        return new PipelineHarm(admin, bootstrap, name, prompts());
    }

    String topic(String kind) {
        return name + "." + kind;
    }

    /** What a generator needs to work here. */
    Map<String, Object> properties(Map<String, Object> more) {
        Map<String, Object> p = new HashMap<>();
        p.put("kafka.bootstrap.servers", bootstrap);
        p.put("micronaut.server.port", -1);
        p.put("scope.model", System.getProperty("java.io.tmpdir"));
        p.put("scope.dtype", "fp32");
        p.put("scope.group-id", name);
        p.put("scope.topics.prompts", topic("prompts"));
        p.put("scope.topics.results", topic("results"));
        p.put("scope.topics.finished", topic("finished"));
        p.put("scope.topics.dead-letters", topic("dlq"));
        p.put("scope.topics.chunks", topic("chunks"));
        p.put("scope.topics.control", topic("control"));
        p.put("scope.topics.checkpoints", topic("checkpoints"));
        p.put("scope.drain-budget", "5s");
        p.putAll(more);
        return p;
    }

    GeneratorHandle start(RuleEngine.Control control, Map<String, Object> more) {
        return GeneratorApplication.start(properties(more), (model, options) -> new RuleEngine(control));
    }

    void send(String id, String json) {
        send(id, json.getBytes(StandardCharsets.UTF_8));
    }

    void send(String id, byte[] value) {
        byte[] key = id == null ? null : id.getBytes(StandardCharsets.UTF_8);
        store(new ProducerRecord<>(topic("prompts"), key, value));
        producer.flush();
    }

    private void store(ProducerRecord<byte[], byte[]> record) {
        stored.add(producer.send(record));
    }

    void prompt(String id, String prompt, int maxTokens) {
        prompt(id, prompt, maxTokens, Map.of());
    }

    void prompt(String id, String prompt, int maxTokens, Map<String, String> headers) {
        String json = "{\"prompt\":\"" + prompt + "\",\"max_tokens\":" + maxTokens + "}";
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic("prompts"), id.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        store(record);
    }

    /** As {@link #prompt(String, String, int)}, to this partition whatever its id, and stored when this returns. */
    void promptTo(int partition, String id, String prompt, int maxTokens) {
        String json = "{\"prompt\":\"" + prompt + "\",\"max_tokens\":" + maxTokens + "}";
        store(new ProducerRecord<>(
                topic("prompts"),
                partition,
                id.getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.UTF_8)));
        producer.flush();
    }

    void cancel(String id) {
        store(new ProducerRecord<>(
                topic("control"), id.getBytes(StandardCharsets.UTF_8), EventCodec.CANCEL.encode(new CancelEvent(id))));
        producer.flush();
    }

    /** Reads on until so many finals are there. */
    void awaitFinals(int count) {
        await(() -> results.size() + deadLetters.size() >= count, "finals: " + count);
    }

    void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            read(Duration.ofMillis(50));
            assertThat(System.nanoTime() < deadline)
                    .withFailMessage(
                            "not in time: %s; results %d, dead letters %d", what, results.size(), deadLetters.size())
                    .isTrue();
        } while (!condition.getAsBoolean());
    }

    /** Reads all that is there now. */
    void readToEnd() {
        producer.flush();
        assertThat(stored).allSatisfy(future -> assertThat(future).succeedsWithin(PATIENCE));
        Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
        await(() -> ends.entrySet().stream().allMatch(e -> reader.position(e.getKey()) >= e.getValue()), "the end");
    }

    private void read(Duration timeout) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(timeout)) {
            records.add(record);
            if (record.topic().equals(topic("results"))) {
                results.add(EventCodec.RESULT.decode(record.value()));
                order.add(record);
            } else if (record.topic().equals(topic("dlq"))) {
                deadLetters.add(record);
            } else {
                chunks.add(EventCodec.CHUNK.decode(record.value()));
            }
            if (!record.topic().equals(topic("chunks"))) {
                DeadLetter origin = DeadLetter.from(record.headers());
                sources.add(origin.partition() + "-" + origin.offset());
            }
        }
    }

    /** Request ids in the order in which their results were written, by the records' times. */
    List<String> resultOrder() {
        return order.stream()
                .sorted(Comparator.comparingLong(ConsumerRecord::timestamp))
                .map(r -> new String(r.key(), StandardCharsets.UTF_8))
                .toList();
    }

    List<ResultEvent> results() {
        return results;
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return deadLetters;
    }

    /** Of results, dead letters and chunks. */
    List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    List<ChunkEvent> chunks() {
        return chunks;
    }

    DeadLetter deadLetter(String id) {
        return deadLetters.stream()
                .filter(r -> r.key() != null && new String(r.key(), StandardCharsets.UTF_8).equals(id))
                .map(r -> DeadLetter.from(r.headers()))
                .reduce((a, b) -> {
                    throw new AssertionError("two dead letters of " + id);
                })
                .orElseThrow(() -> new AssertionError("no dead letter of " + id));
    }

    /** The oracle: every prompt has exactly one final record, the right text, its chunks, and its offset is committed. */
    void assertComplete(Map<String, String> expected, int refused) {
        readToEnd();
        assertThat(results).extracting(ResultEvent::id).containsExactlyInAnyOrderElementsOf(expected.keySet());
        assertThat(deadLetters).hasSize(refused);
        assertThat(sources).doesNotHaveDuplicates();
        for (ResultEvent result : results) {
            assertThat(result.output().text()).as(result.id()).isEqualTo(expected.get(result.id()));
            assertThat(chunkText(result))
                    .as(result.id())
                    .isEqualTo(result.output().text());
        }
        assertThat(lag()).isZero();
    }

    /** The text that the chunks of the result's attempt make up. */
    String chunkText(ResultEvent result) {
        TreeMap<Integer, String> pieces = new TreeMap<>();
        chunks.stream()
                .filter(c -> c.id().equals(result.id()) && c.attempt() == result.attempt())
                .forEach(c -> pieces.put(c.index(), c.text()));
        return String.join("", pieces.values());
    }

    /** Prompts behind the committed offsets. */
    long lag() {
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends().entrySet()) {
            OffsetAndMetadata at = committed.get(end.getKey());
            lag += end.getValue() - (at == null ? 0 : at.offset());
        }
        return lag;
    }

    /** Ends of the prompts' partitions. */
    Map<TopicPartition, Long> ends() {
        List<TopicPartition> all = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            all.add(new TopicPartition(topic("prompts"), p));
        }
        return reader.endOffsets(all);
    }

    Map<TopicPartition, OffsetAndMetadata> committed() {
        try {
            return admin.listConsumerGroupOffsets(name)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void commit(TopicPartition partition, OffsetAndMetadata at) {
        try {
            admin.alterConsumerGroupOffsets(name, Map.of(partition, at)).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
        admin.close();
    }
}
