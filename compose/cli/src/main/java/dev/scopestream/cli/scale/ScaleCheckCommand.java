package dev.scopestream.cli.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.events.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether there are enough generators. */
@Command(
        name = "scale-check",
        description = "Says whether there are enough generators for the prompts that wait.",
        footer = {"", "Exit codes: 0 enough, 3 more would help, 4 fewer would do; 1 failed, 2 wrong command line."})
public final class ScaleCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "The generators' consumer group (default: ${DEFAULT-VALUE}).")
    private String group = "scope-generators";

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Of the prompts (default: ${DEFAULT-VALUE}).")
    private String topic = Topics.PROMPTS;

    @Option(
            names = "--each",
            paramLabel = "N",
            description = "Prompts that one generator shall have at a time (default: ${DEFAULT-VALUE}, as"
                    + " scope.max-batch).")
    private int each = 32;

    @Option(
            names = "--least",
            paramLabel = "N",
            description = "Generators that shall run without any work (default: ${DEFAULT-VALUE}).")
    private int least = 1;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (each < 1 || least < 0) {
            throw new ParameterException(spec.commandLine(), "--each must be at least 1, --least at least 0");
        }
        GroupState state;
        try (Admin admin = Admin.create(RootCommand.of(spec).connection().clientProperties())) {
            state = new GroupReader(admin).read(group, topic);
        }
        Advice advice = Advice.of(state, each, least);
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(fields(state, advice)));
        } else {
            print(state, advice);
        }
        return advice.verdict().exitCode;
    }

    private static Map<String, Object> fields(GroupState state, Advice advice) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("unfinished", state.unfinished());
        fields.put("started", state.started());
        fields.put("lag", state.lag());
        fields.put("partitions", state.partitions());
        fields.put("instances", state.instances().size());
        fields.put("idle", state.idle());
        fields.put("wanted", advice.wanted());
        fields.put("verdict", advice.verdict().name().toLowerCase(java.util.Locale.ROOT));
        fields.put("advice", advice.text());
        return fields;
    }

    private void print(GroupState state, Advice advice) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "prompts     %,d without a final record, %,d of them started (lag of the committed offsets: %,d)%n",
                state.unfinished(), state.started(), state.lag());
        out.printf("partitions  %d of %s%n", state.partitions(), topic);
        out.printf("instances   %d in %s, %d idle%n", state.instances().size(), group, state.idle());
        new TreeMap<>(state.instances()).forEach((name, count) -> out.printf("  %3d partitions  %s%n", count, name));
        out.println("advice      " + advice.text());
    }
}
