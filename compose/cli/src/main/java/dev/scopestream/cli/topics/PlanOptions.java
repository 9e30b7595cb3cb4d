package dev.scopestream.cli.topics;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.ConnectionOptions;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicDiff;
import dev.scopestream.client.TopicException;
import dev.scopestream.client.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import picocli.CommandLine.Option;

/** Which topics, with how many copies. */
final class PlanOptions {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Option(names = "--file", paramLabel = "FILE", description = "The plan (default: topics.yaml of this build).")
    private Path file;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "So many copies of every topic, whatever the plan says: 1 on a single broker.")
    private Integer replication;

    private TopicPlan plan() {
        TopicPlan plan = file == null ? TopicPlan.bundled() : TopicPlan.read(file);
        return replication == null ? plan : plan.withReplication(replication);
    }

    /** What a plan differs in, for programs. */
    static Map<String, Object> fields(TopicDiff diff) {
        List<Map<String, Object>> changes = diff.changes().stream()
                .map(change -> Map.<String, Object>of(
                        "topic", change.topic(), "change", change.toString(), "applies", change.applies()))
                .toList();
        return Map.of("changes", changes);
    }

    TopicDiff against(ConnectionOptions cluster, BiFunction<TopicAdmin, TopicPlan, TopicDiff> action) {
        TopicPlan plan = plan();
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            return action.apply(new TopicAdmin(admin, TIMEOUT), plan);
        } catch (TopicException e) {
            if (e.getCause() instanceof InvalidReplicationFactorException) {
                throw new CliException(e.getMessage() + " On a single broker, give --replication 1.", e);
            }
            throw e;
        }
    }
}
