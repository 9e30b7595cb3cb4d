package dev.scopestream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.events.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TopicAdminTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(directory);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void shouldMakeAllTopicsOnceAndFindNothingToDoAfterwards() {
        TopicAdmin topics = new TopicAdmin(admin, PATIENCE);
        TopicPlan plan = TopicPlan.bundled().withReplication(1);
        assertThat(topics.diff(plan).changes())
                .hasSameSizeAs(Topics.all())
                .allMatch(c -> c instanceof TopicChange.Create);
        assertThat(topics.diff(plan).toString())
                .contains("+ scope.prompts: 12 partitions, 1 copy, cleanup.policy=delete, retention.ms=604800000");

        assertThat(topics.apply(plan).changes()).hasSameSizeAs(Topics.all());
        assertThat(topics.diff(plan).changes()).isEmpty();
        assertThat(topics.apply(plan).toString()).isEqualTo("all topics are as planned");
    }

    @Test
    void shouldGrowAndAlterButNeverShrinkOrDelete() throws Exception {
        TopicAdmin topics = new TopicAdmin(admin, PATIENCE);
        admin.createTopics(List.of(
                        new NewTopic("few", 1, (short) 1).configs(Map.of("retention.ms", "1000")),
                        new NewTopic("many", 5, (short) 1),
                        new NewTopic("other", 1, (short) 1)))
                .all()
                .get(30, TimeUnit.SECONDS);
        TopicPlan plan = new TopicPlan(List.of(
                new TopicSpec("few", 3, (short) 1, Map.of("max.message.bytes", "2000000")),
                new TopicSpec("many", 2, (short) 3, Map.of("retention.ms", "5000"))));

        TopicDiff done = topics.apply(plan);
        assertThat(done.changes())
                .containsExactly(
                        new TopicChange.AddPartitions("few", 1, 3),
                        new TopicChange.AlterConfig("few", "max.message.bytes", "17825792", "2000000"),
                        new TopicChange.LeftAlone("few", "retention.ms is 1000, which is not in the plan"),
                        new TopicChange.LeftAlone("many", "has 5 partitions, planned are 2"),
                        new TopicChange.LeftAlone("many", "has replication 1, planned is 3"),
                        new TopicChange.AlterConfig("many", "retention.ms", "604800000", "5000"));
        assertThat(done.toString())
                .contains("~ few: partitions 1 -> 3")
                .contains("~ many: retention.ms 604800000 -> 5000")
                .contains("! many: has 5 partitions, planned are 2, left as it is");
        TopicDiff after = topics.diff(plan);
        assertThat(after.isEmpty()).isTrue();
        assertThat(after.changes())
                .allMatch(c -> c instanceof TopicChange.LeftAlone)
                .hasSize(3);
        assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("few", "many", "other");
    }

    @Test
    void shouldSayThatTheClusterIsTooSmallAndWhatASettingLacks() {
        TopicAdmin topics = new TopicAdmin(admin, PATIENCE);
        assertThatThrownBy(() -> topics.apply(new TopicPlan(List.of(new TopicSpec("x", 1, (short) 3, Map.of())))))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("x can't be made with 3 copies (a cluster of fewer brokers needs a smaller");
        assertThatThrownBy(() -> topics.apply(
                        new TopicPlan(List.of(new TopicSpec("y", 1, (short) 1, Map.of("retention.msec", "1"))))))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("retention.msec");
    }

    @Test
    void shouldSayThatNoBrokerAnswers() {
        Map<String, Object> nobody = Map.of(
                "bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", "500", "request.timeout.ms", "500");
        try (Admin lost = Admin.create(nobody)) {
            assertThatThrownBy(() -> new TopicAdmin(lost, Duration.ofSeconds(2)).diff(TopicPlan.bundled()))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("no broker answered within 2000 ms");
        }
    }
}
