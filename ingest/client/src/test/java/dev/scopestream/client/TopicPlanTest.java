package dev.scopestream.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.events.EventCodec;
import dev.scopestream.events.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPlanTest {
    @TempDir
    Path directory;

    @Test
    void shouldPlanEveryTopicOfTheContract() {
        Map<String, TopicSpec> plan =
                TopicPlan.bundled().topics().stream().collect(Collectors.toMap(TopicSpec::name, t -> t));
        assertThat(plan.keySet()).containsExactlyInAnyOrderElementsOf(Topics.all());
        // the scorer joins these by key
        assertThat(plan.get(Topics.RESULTS).partitions())
                .isEqualTo(plan.get(Topics.REFERENCES).partitions())
                .isEqualTo(plan.get(Topics.PROMPTS).partitions());
    }

    @Test
    void shouldHaveRoomForTheLargestRecords() {
        Map<String, TopicSpec> plan =
                TopicPlan.bundled().topics().stream().collect(Collectors.toMap(TopicSpec::name, t -> t));
        Map.of(
                        Topics.PROMPTS, EventCodec.PROMPT,
                        Topics.DEAD_LETTERS, EventCodec.PROMPT,
                        Topics.RESULTS, EventCodec.RESULT,
                        Topics.REFERENCES, EventCodec.REFERENCE,
                        Topics.ACCURACY, EventCodec.ACCURACY)
                .forEach((topic, codec) -> assertThat(
                                Integer.parseInt(plan.get(topic).configs().get("max.message.bytes")))
                        .as(topic)
                        .isGreaterThanOrEqualTo(codec.limitBytes() + 65_536));
    }

    @Test
    void shouldLowerTheReplicasInSyncToTheReplicas() {
        for (TopicSpec topic : TopicPlan.bundled().withReplication(1).topics()) {
            assertThat(topic.replication()).isEqualTo((short) 1);
            assertThat(topic.configs()).containsEntry("min.insync.replicas", "1");
        }
        assertThatThrownBy(() -> TopicPlan.bundled().withReplication(0)).hasMessageContaining("from 1 to 32767, is 0");
    }

    @Test
    void shouldReadAFileWithDefaultsAndOverrides() throws Exception {
        Path file = Files.writeString(
                directory.resolve("t.yaml"),
                """
                replication: 3
                topics:
                  - name: a
                    partitions: 2
                  - {name: b, partitions: 1, replication: 1, configs: {retention.ms: -1, cleanup.policy: compact}}
                """);
        assertThat(TopicPlan.read(file).topics())
                .containsExactly(
                        new TopicSpec("a", 2, (short) 3, Map.of()),
                        new TopicSpec("b", 1, (short) 1, Map.of("retention.ms", "-1", "cleanup.policy", "compact")));
        assertThatThrownBy(() -> TopicPlan.read(directory.resolve("none.yaml")))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("there is no file")
                .hasMessageContaining("none.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the file: must be a map",
                "[] | the file: must be a map",
                "{topics: []} | topics: must be a list of topics",
                "{topics: {}} | topics: must be a list",
                "{topic: [], topics: []} | the file: has 'topic', known are [replication, topics]",
                "{topics: [{name: a, partitions: 1}]} | topics[0].replication: must be a whole number, is missing",
                "{replication: 1, topics: [{name: a}]} | topics[0].partitions: must be a whole number, is missing",
                "{replication: 1, topics: [{name: a, partitions: 0}]} | topics[0].partitions: must be from 1 to 10000, is 0",
                "{replication: 1, topics: [{name: a, partitions: '4'}]} | topics[0].partitions: must be a whole number",
                "{replication: 1, topics: [{name: a b, partitions: 4}]} | topics[0].name: must be 1 to 249 of",
                "{replication: 1, topics: [{name: ., partitions: 4}]} | topics[0].name: must be",
                "{replication: 1, topics: [{name: a, partitions: 1, config: {}}]} | topics[0]: has 'config', known are",
                "{replication: 1, topics: [{name: a, partitions: 1, configs: []}]} | topics[0].configs: must be a map",
                "{replication: 1, topics: [{name: a, partitions: 1, configs: {x: [1]}}]} | topics[0].configs.x: must be a single",
                "{replication: 1, topics: [{name: a, partitions: 1, configs: {min.insync.replicas: two}}]} | min.insync.replicas: must be a whole",
                "{replication: 1, topics: [{name: a, partitions: 1}, {name: a, partitions: 1}]} | topics[1].name: a is there twice",
                "{replication: 1, replication: 2, topics: []} | is not YAML: Duplicate field 'replication' (line 1)",
                "`topics: [}` | is not YAML",
            })
    void shouldSayWhatIsWrongAndWhere(String yaml, String message) {
        assertThatThrownBy(() -> TopicPlanReader.read(yaml.getBytes(UTF_8), "t.yaml"))
                .isInstanceOf(TopicException.class)
                .hasMessageStartingWith("t.yaml")
                .hasMessageContaining(message);
    }
}
