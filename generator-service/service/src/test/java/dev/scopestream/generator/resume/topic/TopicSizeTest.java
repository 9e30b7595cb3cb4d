package dev.scopestream.generator.resume.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.QueueOptions;
import dev.scopestream.spill.checkpoint.QueuedCheckpoints;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a topic of checkpoints when many requests were saved in it, and all but one delivered. */
class TopicSizeTest {
    private static final String TOPIC = "checkpoints";
    private static final int BYTES = 900_000;
    private static final int SAVES = 3;
    /** The one that runs, what isn't compacted yet, and tombstones. */
    private static final long MOST_LEFT = 12L << 20;

    private static final Map<String, String> CONFIGS = Map.of(
            "cleanup.policy", "compact,delete",
            "segment.bytes", "2000000",
            "segment.ms", "500",
            "min.cleanable.dirty.ratio", "0.01",
            "delete.retention.ms", "100");

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private Admin admin;
    private CheckpointTopic topic;
    private final PointerTable table = new PointerTable(TOPIC);
    private final Random random = new Random(5);

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(directory.resolve("broker"), 0, 0, Map.of("log.cleaner.backoff.ms", "100"));
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        admin = Admin.create(client);
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1).configs(CONFIGS)))
                .all()
                .get();
        int unused = table.restore(0, Optional.empty(), Uuid.ONE_UUID);
        topic = new CheckpointTopic(
                1,
                table,
                new RecordWriter(
                        () -> new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())),
                new SliceReader(
                        () -> new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())),
                new CheckpointTopicOptions(64 << 20, Duration.ofHours(1), Duration.ofSeconds(20), 64 << 20),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        topic.close();
        admin.close(Duration.ZERO);
        broker.close();
    }

    private byte[] save(long offset) throws Exception {
        byte[] payload = new byte[BYTES];
        random.nextBytes(payload);
        CheckpointHeader header =
                new CheckpointHeader(id(offset, 1), System.currentTimeMillis(), 1, 1, 2, BYTES, "one");
        topic.write(header, List.of(ByteBuffer.wrap(payload)), bytes -> {});
        table.due().ifPresent(due -> table.ended(due, true));
        topic.tidy();
        return payload;
    }

    private static CheckpointId id(long offset, int attempt) {
        return new CheckpointId(1, 0, offset, 9, attempt);
    }

    private long size() throws Exception {
        return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                .flatMap(logs -> logs.values().stream())
                .flatMap(log -> log.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(TOPIC))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    private void stayBounded(int requests) throws Exception {
        byte[] runs = new byte[0];
        for (int offset = 0; offset < requests; offset++) {
            for (int i = 0; i < SAVES; i++) {
                save(offset + 1);
            }
            if (offset % 10 == 0) {
                runs = save(0);
            }
            topic.deleteUpTo(id(offset + 1, 1));
        }
        assertThat((long) requests * SAVES * BYTES).as("written").isGreaterThan(3 * MOST_LEFT);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (size() > MOST_LEFT && System.nanoTime() < deadline) {
            runs = save(0); // the newest segment isn't compacted: another one begins
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        assertThat(size()).isLessThanOrEqualTo(MOST_LEFT);
        Lookup<ByteBuffer> left = topic.latest(id(0, 2), 1, 2);
        assertThat(left.found()).as("the request that runs").contains(ByteBuffer.wrap(runs));
        assertThat(topic.latest(id(requests, 2), 1, 2).found()).isEmpty();
    }

    @Test
    void shouldKeepTheTopicSmall() throws Exception {
        stayBounded(16);
    }

    /** Two gigabytes. */
    @Test
    @Tag("soak")
    void shouldKeepTheTopicSmallForLong() throws Exception {
        stayBounded(800);
    }

    /** Requests one after the other, each saved several times as changes of its first checkpoint, for some minutes. */
    @Test
    @Tag("slow")
    void shouldKeepTheTopicSmallForMinutesOfRequests() throws Exception {
        long minutes = Long.getLong("soak.minutes", 2);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        long most = 0;
        long written;
        try (QueuedCheckpoints queued = QueuedCheckpoints.open(
                topic, new QueueOptions(0, Duration.ofSeconds(20), 64 << 20), Clock.systemUTC())) {
            byte[] runs = new byte[BYTES];
            for (int offset = 1; System.nanoTime() < end; offset++) {
                byte[] payload = new byte[BYTES];
                random.nextBytes(payload);
                for (int i = 0; i < 2 * SAVES; i++) {
                    save(queued, offset, changed(payload));
                }
                runs = offset % 10 == 1 ? changed(runs) : runs;
                save(queued, 0, runs);
                queued.delete(id(offset, 1));
                most = Math.max(most, size());
            }
            assertThat(queued.statistics().failed()).isZero();
            assertThat(queued.statistics().changes())
                    .isGreaterThan(queued.statistics().written() / 2);
            written = queued.statistics().bytesWritten();
            Lookup<ByteBuffer> left = queued.find(id(0, 2), 1, 2).get(30, TimeUnit.SECONDS);
            assertThat(left.found()).as("the request that runs").contains(ByteBuffer.wrap(runs));
        }
        System.out.printf("written %,d bytes in %d min, the topic at most %,d%n", written, minutes, most);
        assertThat(most).as("at most, of %d written", written).isLessThan(10 * MOST_LEFT);
    }

    private byte[] changed(byte[] payload) {
        byte[] fresh = new byte[BYTES / 20];
        random.nextBytes(fresh);
        System.arraycopy(fresh, 0, payload, BYTES / 2, fresh.length);
        return payload.clone();
    }

    private void save(QueuedCheckpoints queued, long offset, byte[] payload) throws Exception {
        CheckpointHeader header =
                new CheckpointHeader(id(offset, 1), System.currentTimeMillis(), 1, 1, 2, BYTES, "one");
        assertThat(queued.save(header, List.of(ByteBuffer.wrap(payload)), Duration.ofSeconds(20)))
                .isTrue();
        queued.flushed().get(20, TimeUnit.SECONDS);
        table.due().ifPresent(due -> table.ended(due, true));
    }
}
