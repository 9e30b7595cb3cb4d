package dev.scopestream.cli.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.Cli;
import dev.scopestream.cli.SharedBroker;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.Extension.class)
class ScaleCheckTest {
    private static final String TOPIC = "scale.prompts";
    private static final String GROUP = "scale-group";

    private static Cli.Outcome check(SharedBroker broker, String... more) {
        String[] arguments = {"scale-check", "--bootstrap", broker.bootstrap(), "--topic", TOPIC, "--group", GROUP};
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Cli.run(all);
    }

    private static KafkaConsumer<byte[], byte[]> member(SharedBroker broker) {
        Map<String, Object> properties = new HashMap<>(broker.client());
        properties.putAll(Map.of("group.id", GROUP, "group.protocol", "consumer", "enable.auto.commit", false));
        KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        member.subscribe(List.of(TOPIC));
        return member;
    }

    private static void poll(BooleanSupplier until, List<KafkaConsumer<byte[], byte[]>> members) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!until.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            members.forEach(member -> member.poll(Duration.ofMillis(50)));
        }
    }

    @Test
    void shouldCountWhatIsUnfinishedAndSayHowManyInstancesItTakes(SharedBroker broker) throws Exception {
        Cli.Outcome missing = check(broker);
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("no topic " + TOPIC, "topics apply").hasLineCount(1);
        try (Admin admin = Admin.create(broker.client());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(broker.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(2), Optional.of((short) 1))))
                    .all()
                    .get();
            assertThat(check(broker).code()).as("nobody runs").isEqualTo(3);
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>(TOPIC, i % 2, null, "{}".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
            OffsetMap map = OffsetMap.at(0);
            for (long offset = 0; offset < 50; offset++) {
                map.admit(offset);
            }
            map.begin(0);
            map.begin(1);
            for (long offset = 10; offset < 50; offset++) {
                map.complete(offset);
            }
            admin.alterConsumerGroupOffsets(
                            GROUP,
                            Map.of(
                                    new TopicPartition(TOPIC, 0),
                                    new OffsetAndMetadata(0, OffsetMapCodec.encode(map)),
                                    new TopicPartition(TOPIC, 1),
                                    new OffsetAndMetadata(20, "not a map")))
                    .all()
                    .get();
            try (KafkaConsumer<byte[], byte[]> one = member(broker);
                    KafkaConsumer<byte[], byte[]> two = member(broker);
                    KafkaConsumer<byte[], byte[]> three = member(broker)) {
                poll(() -> one.assignment().size() == 2, List.of(one));
                Cli.Outcome more = check(broker, "--json");
                assertThat(more.code()).as(more.err()).isEqualTo(3);
                JsonNode said = new ObjectMapper().readTree(more.out());
                // 10 of the first partition, 30 of the second
                assertThat(said.get("unfinished").asLong()).isEqualTo(40);
                assertThat(said.get("started").asLong()).isEqualTo(2);
                assertThat(said.get("lag").asLong()).isEqualTo(80);
                assertThat(said.get("instances").asInt()).isEqualTo(1);
                assertThat(said.get("wanted").asInt()).isEqualTo(2);
                poll(
                        () -> one.assignment().size() == 1
                                && two.assignment().size() + three.assignment().size() == 1,
                        List.of(one, two, three));
                Cli.Outcome fewer = check(broker);
                assertThat(fewer.code()).isEqualTo(4);
                assertThat(fewer.out()).contains("3 in " + GROUP + ", 1 idle", "stop 1");
            }
        }
    }
}
