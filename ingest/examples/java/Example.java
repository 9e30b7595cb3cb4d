import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends a prompt and a bad one, and prints the result and the dead letter: java -cp KAFKA_CLIENTS Example.java [BOOTSTRAP]. */
public final class Example {
    private Example() {}

    public static void main(String[] args) throws Exception {
        String bootstrap = args.length > 0 ? args[0] : "localhost:9092";
        String run = UUID.randomUUID().toString().substring(0, 8);
        String good = "java-" + run;
        String bad = "java-bad-" + run;

        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(
                            "scope.prompts", good, "{\"prompt\": \"Question_1: 3+5\\n\\n\", \"max_tokens\": 64}"))
                    .get();
            producer.send(new ProducerRecord<>("scope.prompts", bad, "{\"prompt\": \"Once\", \"max_tokens\": 0}"))
                    .get();
        }

        Set<String> waiting = new HashSet<>(Set.of(good, bad));
        Map<String, Object> reader = Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", "example-" + run,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", false);
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        try (var consumer = new KafkaConsumer<>(reader, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("scope.results", "scope.prompts.dlq"));
            while (!waiting.isEmpty() && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (waiting.remove(record.key())) {
                        System.out.println(line(record));
                    }
                }
            }
        }
        System.exit(waiting.isEmpty() ? 0 : 1);
    }

    private static String line(ConsumerRecord<String, String> record) {
        return record.topic().equals("scope.results")
                ? "result " + record.key() + ": " + record.value()
                : "dead letter " + record.key() + ": " + header(record, "scope-field") + ": "
                        + header(record, "scope-reason");
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
