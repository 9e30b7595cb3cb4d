package dev.scopestream.cli.topics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.client.HangingTransaction;
import dev.scopestream.client.HangingTransactions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Transactions that no coordinator will end. */
@Command(
        name = "hanging",
        description =
                "Finds transactions that are open in a partition and that no coordinator will end there: committed"
                        + " records behind them can't be read, and generators wait for their group's offsets. With --end, commits"
                        + " those that their coordinator has committed in other partitions, and aborts the others.",
        footer = {"", "Exit codes: 0 none, or all ended; 3 some hang; 1 failed, 2 wrong command line."})
final class TopicsHangingCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Option(names = "--end", description = "End them; needs the right to alter the cluster.")
    private boolean end;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            description = "Only those whose latest record is at least so old (default: ${DEFAULT-VALUE}).")
    private long idle = 60;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        if (idle < 0) {
            throw new ParameterException(spec.commandLine(), "--idle must be at least 0, is " + idle);
        }
        Map<String, Object> client = RootCommand.of(spec).connection().clientProperties();
        HangingTransactions.Found found;
        try (Admin admin = Admin.create(client)) {
            HangingTransactions transactions = new HangingTransactions(admin, client, TIMEOUT);
            found = transactions.find(Duration.ofSeconds(idle));
            if (end) {
                transactions.end(found.hanging());
            }
        }
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(fields(found)));
        } else {
            print(found);
        }
        return found.hanging().isEmpty() || end ? ExitCodes.DONE : ExitCodes.FOUND;
    }

    private void print(HangingTransactions.Found found) {
        PrintWriter out = spec.commandLine().getOut();
        found.hanging().forEach(out::println);
        if (found.hanging().isEmpty()) {
            out.println("no transaction hangs");
        } else {
            out.println(end ? "ended: " + found.hanging().size() : "nothing was changed: --end ends them as it says");
        }
        if (!found.unseen().isEmpty()) {
            out.println("not looked at, as they have no leader: " + names(found));
        }
    }

    private Map<String, Object> fields(HangingTransactions.Found found) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "hanging",
                found.hanging().stream().map(TopicsHangingCommand::fields).toList());
        fields.put("ended", end);
        fields.put("unseen", names(found));
        return fields;
    }

    private static List<String> names(HangingTransactions.Found found) {
        return found.unseen().stream().map(TopicPartition::toString).sorted().toList();
    }

    private static Map<String, Object> fields(HangingTransaction transaction) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("topic", transaction.partition().topic());
        fields.put("partition", transaction.partition().partition());
        fields.put("producer_id", transaction.writer().id());
        fields.put("producer_epoch", transaction.writer().epoch());
        fields.put("first_offset", transaction.firstOffset());
        fields.put("last_write", transaction.lastWrite().toString());
        fields.put("transactional_id", transaction.transactionalId().orElse(null));
        fields.put("state", transaction.state().toString());
        fields.put("end", transaction.end().name().toLowerCase(Locale.ROOT));
        return fields;
    }
}
