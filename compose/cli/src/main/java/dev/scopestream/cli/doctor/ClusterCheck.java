package dev.scopestream.cli.doctor;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.ConnectionOptions;
import dev.scopestream.cli.common.ErrorReport;
import dev.scopestream.cli.scale.GroupReader;
import dev.scopestream.cli.scale.GroupState;
import dev.scopestream.client.HangingTransactions;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicChange;
import dev.scopestream.client.TopicDiff;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** The Kafka cluster: brokers, topics, hanging transactions, and the generators' and the scorer's groups. */
final class ClusterCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final long REACHED_WITHIN_SECONDS = 6;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final List<String> REST = List.of("topics", "transactions", "generators", "scorer");

    private final Diagnosis diagnosis;
    private final ConnectionOptions connection;

    /** The groups' ids, as the services have them unless told. */
    record Groups(String generators, String scorer) {}

    ClusterCheck(Diagnosis diagnosis, ConnectionOptions connection) {
        this.diagnosis = diagnosis;
        this.connection = connection;
    }

    void run(Groups groups) throws InterruptedException {
        Map<String, Object> client = connection.clientProperties();
        try (Admin admin = Admin.create(client)) {
            int brokers = brokers(admin);
            if (brokers == 0) {
                REST.forEach(name -> diagnosis.unknown(name, "no broker to ask"));
                return;
            }
            String may = "this user may not look: compose/README.md, Access, says what an operator needs";
            diagnosis.look("topics", may, () -> topics(admin, brokers));
            diagnosis.look("transactions", may, () -> transactions(admin, client));
            diagnosis.look("generators", "scopestream topics apply", () -> generators(admin, groups.generators()));
            diagnosis.look("scorer", may, () -> scorer(admin, groups.scorer()));
        } catch (KafkaException e) {
            diagnosis.wrong("brokers", ErrorReport.describe(e), "mend --bootstrap or --config");
            REST.forEach(name -> diagnosis.unknown(name, "no broker to ask"));
        }
    }

    /** How many there are; 0 when none answers. */
    private int brokers(Admin admin) throws InterruptedException {
        try {
            int brokers = admin.describeCluster()
                    .nodes()
                    .get(REACHED_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .size();
            diagnosis.ok("brokers", brokers + " at " + connection.bootstrapServers());
            return brokers;
        } catch (TimeoutException e) {
            diagnosis.wrong(
                    "brokers",
                    "none answers at " + connection.bootstrapServers(),
                    "start one (scopestream up --keep --port 9092), or name the right one with --bootstrap");
        } catch (ExecutionException e) {
            diagnosis.wrong("brokers", ErrorReport.describe(e), "mend --bootstrap or --config");
        }
        return 0;
    }

    private void topics(Admin admin, int brokers) {
        TopicPlan plan = TopicPlan.bundled();
        int copies = plan.topics().stream().mapToInt(t -> t.replication()).max().orElse(1);
        TopicDiff diff = new TopicAdmin(admin, TIMEOUT).diff(brokers < copies ? plan.withReplication(brokers) : plan);
        List<TopicChange> missing =
                diff.changes().stream().filter(TopicChange::applies).toList();
        if (missing.isEmpty()) {
            diagnosis.ok("topics", plan.topics().size() + ", as topics.yaml has them");
            return;
        }
        String found = missing.stream().map(TopicChange::topic).distinct().collect(Collectors.joining(", "));
        String advice = "scopestream topics diff says what, scopestream topics apply mends it"
                + (brokers < copies ? ", both with --replication " + brokers : "");
        if (missing.stream().anyMatch(TopicChange.Create.class::isInstance)) {
            diagnosis.wrong("topics", "missing or not as topics.yaml has them: " + found, advice);
        } else {
            diagnosis.hint("topics", "not as topics.yaml has them: " + found, advice);
        }
    }

    private void transactions(Admin admin, Map<String, Object> client) {
        HangingTransactions.Found found = new HangingTransactions(admin, client, TIMEOUT).find(IDLE);
        if (!found.hanging().isEmpty()) {
            diagnosis.wrong(
                    "transactions",
                    found.hanging().size() + " hang: results behind them can't be read",
                    "scopestream topics hanging --end");
        } else if (!found.unseen().isEmpty()) {
            diagnosis.hint(
                    "transactions",
                    "none hangs, but " + found.unseen().size() + " partitions have no leader to ask",
                    "see whether brokers are down");
        } else {
            diagnosis.ok("transactions", "none hangs");
        }
    }

    private void generators(Admin admin, String group) throws InterruptedException {
        GroupState state = new GroupReader(admin).read(group, Topics.PROMPTS);
        String found = state.instances().size() + " in " + group + ", " + Amounts.count((double) state.unfinished())
                + " prompts unfinished, lag " + Amounts.count((double) state.lag());
        if (state.instances().isEmpty()) {
            String advice = "start one: scopestream generator --bootstrap " + connection.bootstrapServers();
            if (state.unfinished() > 0) {
                diagnosis.wrong("generators", found + ": nobody serves them", advice);
            } else {
                diagnosis.hint("generators", found, advice);
            }
        } else {
            diagnosis.ok("generators", found);
        }
    }

    private void scorer(Admin admin, String group) throws InterruptedException {
        new GroupLag(admin)
                .of(group)
                .ifPresentOrElse(
                        lag -> {
                            String found = "group " + group + " is " + lag.state() + ", lag "
                                    + Amounts.count((double) lag.records());
                            if (lag.members() == 0) {
                                diagnosis.hint("scorer", found, "start it: scopestream scorer");
                            } else {
                                diagnosis.ok("scorer", found);
                            }
                        },
                        () -> diagnosis.hint(
                                "scorer",
                                "there is no group " + group,
                                "results aren't scored without one: scopestream scorer"));
    }
}
