package dev.scopestream.cli.faults;

import dev.scopestream.events.EventCodec;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.events.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Answers prompts at once with a result each, one an id, for tests of what is around generators. */
final class StandInGenerator implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> prompts;
    private final KafkaProducer<byte[], byte[]> results;
    private final String prefix;
    private final Set<String> answered = new HashSet<>();
    private final Thread thread = new Thread(this::run, "stand-in-generator");
    private volatile boolean stopped;

    private StandInGenerator(Map<String, Object> client, String prefix) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("group.id", "stand-in");
        settings.put("auto.offset.reset", "earliest");
        prompts = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        results = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        this.prefix = prefix;
    }

    /** @param prefix of the ids that it answers */
    static StandInGenerator start(Map<String, Object> client, String prefix) {
        StandInGenerator generator = new StandInGenerator(client, prefix);
        generator.thread.start();
        return generator;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        prompts.subscribe(List.of(Topics.PROMPTS));
        while (!stopped) {
            prompts.poll(Duration.ofMillis(100)).forEach(this::answer);
        }
    }

    private void answer(ConsumerRecord<byte[], byte[]> prompt) {
        String id = new String(prompt.key(), StandardCharsets.UTF_8);
        if (id.startsWith(prefix) && answered.add(id)) {
            var unused = results.send(
                    new ProducerRecord<>(Topics.RESULTS, prompt.key(), EventCodec.RESULT.encode(result(id))));
        }
    }

    private static ResultEvent result(String id) {
        return ResultEvent.builder()
                .id(id)
                .model("stand-in")
                .output("Nothing is said here. ".repeat(20), List.of(1), FinishReason.STOP)
                .usage(Usage.of(1, 1))
                .kv(KvReport.builder()
                        .policy("allkv", "none", KvSpec.Fidelity.SCOPE)
                        .sizes(1, 1, 1)
                        .memory(1, 1)
                        .build())
                .timings(new RequestTimings(0, 1, 1, 2))
                .worker("stand-in")
                .build();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        prompts.close();
        results.close();
    }
}
