package dev.scopestream.cli.dlq;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.events.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends dead letters again. */
@Command(
        name = "replay",
        description = "Sends dead letters again as prompts, as they were, once what was wrong is mended.")
final class DlqReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Mixin
    private JsonOption json;

    private static final class Which {
        @Parameters(
                paramLabel = "PARTITION:OFFSET",
                arity = "1..*",
                description = "Which ones, as dlq list names them.")
        private List<String> addresses;

        @Option(names = "--all", required = true, description = "All that there are.")
        private boolean all;
    }

    @Override
    public Integer call() {
        Map<String, Object> client = RootCommand.of(spec).connection().clientProperties();
        DeadLetterTopic topic = new DeadLetterTopic(client);
        // all are looked up before the first is sent: a wrong address sends nothing
        List<DeadLetterTopic.Entry> chosen = which.all ? List.of() : these(topic);
        try (Replay replay = new Replay(client)) {
            if (which.all) {
                topic.read(replay::send);
            } else {
                chosen.forEach(replay::send);
            }
            long sent = replay.finish();
            if (json.given()) {
                JsonOption.print(spec, Map.of("sent", sent));
            } else {
                spec.commandLine().getOut().println(sent + " sent to " + Topics.PROMPTS);
            }
        }
        return 0;
    }

    private List<DeadLetterTopic.Entry> these(DeadLetterTopic topic) {
        return which.addresses.stream()
                .map(DeadLetterTopic.Address::parse)
                .distinct()
                .map(address -> topic.find(address)
                        .orElseThrow(() ->
                                new CliException("there is no dead letter at " + address + "; nothing was sent again")))
                .toList();
    }
}
