package dev.scopestream.generator;

import dev.scopestream.events.CancelEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.SourceDigest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What is done to a pipeline's topics and offsets besides sending prompts as usual. */
final class PipelineHarm {
    private final Admin admin;
    private final String bootstrap;
    private final String name;
    private final NewTopic prompts;

    /** What an admin call or a send may throw. */
    private interface Call<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    PipelineHarm(Admin admin, String bootstrap, String name, NewTopic prompts) {
        this.admin = admin;
        this.bootstrap = bootstrap;
        this.name = name;
        this.prompts = prompts;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The topic of prompts is deleted, and made anew with the same settings. */
    void recreatePrompts() {
        call(() -> admin.deleteTopics(List.of(prompts.name())).all().get());
        boolean made = false;
        while (!made) {
            try {
                made = admin.createTopics(List.of(prompts)).all().get() == null;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException(e);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The producer of this instance is of no use any more, and its open transaction is aborted. */
    void fence(String instance) {
        call(() -> admin.fenceProducers(List.of(name + "-" + instance)).all().get());
    }

    /** The topic of chunks refuses every record, or takes them again. */
    void chunksAreRefused(boolean refused) {
        call(() -> admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, name + ".chunks"),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("max.message.bytes", refused ? "1" : "1048588"),
                                AlterConfigOp.OpType.SET))))
                .all()
                .get());
    }

    /** @param kind as {@code results} */
    void partitions(String kind, int count) {
        call(() -> admin.createPartitions(Map.of(name + "." + kind, NewPartitions.increaseTo(count)))
                .all()
                .get());
    }

    /** A partition moves to another node, its only one; returns when it's there. */
    void move(String kind, int partition, int node) {
        TopicPartition moved = new TopicPartition(name + "." + kind, partition);
        call(() -> admin.alterPartitionReassignments(
                        Map.of(moved, Optional.of(new NewPartitionReassignment(List.of(node)))))
                .all()
                .get());
        List<Node> replicas;
        do {
            replicas = call(() -> admin.describeTopics(List.of(moved.topic()))
                            .allTopicNames()
                            .get())
                    .get(moved.topic())
                    .partitions()
                    .get(partition)
                    .replicas();
        } while (!replicas.stream().map(Node::id).toList().equals(List.of(node)));
    }

    /** The log loses its beginning, as by retention. */
    void deleteRecords(TopicPartition partition, long before) {
        call(() -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .all()
                .get());
    }

    /** Nobody may be in the group. */
    void deleteOffsets() {
        call(() -> admin.deleteConsumerGroups(List.of(name)).all().get());
    }

    /** How many members of a group have a partition; none where there is no such group. */
    long members(String group) {
        boolean there = call(() -> admin.listGroups().all().get()).stream()
                .anyMatch(listed -> listed.groupId().equals(group));
        return !there
                ? 0
                : call(() -> admin.describeConsumerGroups(List.of(group)).all().get()).get(group).members().stream()
                        .filter(member -> !member.assignment().topicPartitions().isEmpty())
                        .count();
    }

    /** A producer that nobody waits for; the caller closes it. */
    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> writing = new HashMap<>(more);
        writing.put("bootstrap.servers", bootstrap);
        return new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    }

    ProducerRecord<byte[], byte[]> prompt(int partition, long time, String id, String prompt, int maxTokens) {
        String json = "{\"prompt\":\"" + prompt + "\",\"max_tokens\":" + maxTokens + "}";
        return new ProducerRecord<>(prompts.name(), partition, time, utf8(id), utf8(json));
    }

    /** A prompt whose sender's clock is ahead. */
    void promptAt(long shiftMillis, String id, String prompt, int maxTokens) {
        store(prompt(0, System.currentTimeMillis() + shiftMillis, id, prompt, maxTokens));
    }

    /** A cancellation whose sender's clock is ahead. */
    void cancelAt(long shiftMillis, int partition, String id) {
        store(new ProducerRecord<>(
                name + ".control",
                partition,
                System.currentTimeMillis() + shiftMillis,
                utf8(id),
                EventCodec.CANCEL.encode(new CancelEvent(id))));
    }

    void store(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            Future<RecordMetadata> sent = producer.send(record);
            call(sent::get);
        }
    }

    /** Prompts in transactions of one each, in partition 0. The second, fourth and so on are aborted. */
    void transactions(List<String> ids, String prompt, int maxTokens) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", name + "-prompts"))) {
            producer.initTransactions();
            for (int i = 0; i < ids.size(); i++) {
                producer.beginTransaction();
                Future<RecordMetadata> sent =
                        producer.send(prompt(0, System.currentTimeMillis(), ids.get(i), prompt, maxTokens));
                call(sent::get);
                if (i % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        } catch (KafkaException e) {
            throw new IllegalStateException("prompts weren't stored", e);
        }
    }

    /** That this id has a result, as another generator might write it. */
    void storeFinished(int partition, String id) {
        store(new ProducerRecord<>(name + ".finished", partition, utf8(id), utf8("stop")));
    }

    /**
     * Prompts in partition 0 that have their final records (dead letters: their keys and headers are what counts), but
     * nothing is committed. They are written in transactions of a thousand, so that there are gaps in the offsets.
     *
     * @param every so many prompts one has no final record
     */
    void servedPrompts(int count, int every) {
        List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", name + "-served"))) {
            producer.initTransactions();
            for (int from = 0; from < count; from += 1000) {
                producer.beginTransaction();
                Map<ProducerRecord<byte[], byte[]>, Future<RecordMetadata>> sent = new LinkedHashMap<>();
                for (int i = from; i < Math.min(count, from + 1000); i++) {
                    ProducerRecord<byte[], byte[]> prompt = prompt(0, 0, "p" + i, "one", 1);
                    Future<RecordMetadata> stored = producer.send(prompt);
                    if (i % every != 0) {
                        sent.put(prompt, stored);
                    }
                }
                producer.flush();
                sent.forEach((prompt, stored) -> letters.add(letter(prompt, call(stored::get))));
                producer.commitTransaction();
            }
        }
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            List<Future<RecordMetadata>> stored =
                    letters.stream().map(producer::send).toList();
            stored.forEach(future -> call(future::get));
        }
    }

    private ProducerRecord<byte[], byte[]> letter(ProducerRecord<byte[], byte[]> prompt, RecordMetadata at) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(name + ".dlq", prompt.key(), null);
        new DeadLetter("served", "$", 1, prompts.name(), at.partition(), at.offset(), "test").writeTo(letter.headers());
        SourceDigest.write(
                letter.headers(),
                new ConsumerRecord<>(
                        prompts.name(),
                        at.partition(),
                        at.offset(),
                        at.timestamp(),
                        TimestampType.LOG_APPEND_TIME,
                        0,
                        0,
                        prompt.key(),
                        prompt.value(),
                        new RecordHeaders(),
                        Optional.empty()));
        return letter;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
