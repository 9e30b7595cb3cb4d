package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start costs beside an hour of 10 million results a day, and what it would cost if the results were read. Each id has
 * a batch of its own, as it has where each result has a transaction of its own.
 */
@Tag("slow")
class FinishedIdsScaleTest extends BrokerTest {
    private static final Logger LOG = LoggerFactory.getLogger(FinishedIdsScaleTest.class);
    private static final int IDS = 417_000;
    private static final int RESULTS = 50_000;
    /** Of a result of some hundred tokens. */
    private static final int RESULT_BYTES = 5000;

    private final Random random = new Random(1);

    private void write(KafkaProducer<byte[], byte[]> producer, String topic, int count, byte[] value)
            throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> stored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = String.format("%016x-%018d", random.nextLong(), i).getBytes(StandardCharsets.UTF_8);
            stored.add(producer.send(new ProducerRecord<>(topic, 0, key, value)));
        }
        for (Future<RecordMetadata> one : stored) {
            one.get();
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double read(Pipeline pipeline, String topic, int count) {
        long start = System.nanoTime();
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker().bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(pipeline.topic(topic), 0);
            reader.assign(List.of(partition));
            reader.seekToBeginning(List.of(partition));
            for (int read = 0; read < count; ) {
                read += reader.poll(Duration.ofMillis(100)).count();
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    void shouldStartSoonAndStaySmallBesideAnHourOfResults(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 1);
                KafkaProducer<byte[], byte[]> producer = pipeline.harm().producer(Map.of("batch.size", 0))) {
            double none = start(pipeline, 0);
            write(producer, pipeline.topic("finished"), IDS, "stop".getBytes(StandardCharsets.UTF_8));
            double all = start(pipeline, IDS);
            double ids = read(pipeline, "finished", IDS);
            write(producer, pipeline.topic("results"), RESULTS, new byte[RESULT_BYTES]);
            double results = read(pipeline, "results", RESULTS);
            LOG.info(
                    "start without ids: {} s; with all: {} s; reading them: {} s; reading {} results: {} s",
                    none,
                    all,
                    ids,
                    RESULTS,
                    results);
            assertThat(all).isLessThan(30);
        }
    }

    /** Seconds until a generator has its partition. */
    private double start(Pipeline pipeline, int known) throws InterruptedException {
        long before = heap();
        long start = System.nanoTime();
        try (GeneratorHandle generator = pipeline.start(control, Map.of())) {
            assertThat(generator.awaitReady(Pipeline.PATIENCE)).isTrue();
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(generator.stats().answeredIds()).isEqualTo(known);
            long bytes = heap() - before;
            LOG.info("ids: {} heap: {} MB", known, bytes / 1e6);
            assertThat(bytes).isLessThan(100_000_000);
            return seconds;
        }
    }
}
