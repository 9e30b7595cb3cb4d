package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.client.Followed;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.events.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.InterruptException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints results as they come. */
@Command(
        name = "follow",
        description = "Prints results as they come, a JSON a line, and dead letters on standard error; Ctrl-C ends it.")
final class ResultsFollowCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;

    @Option(names = "--from-beginning", description = "Also the results that are there already.")
    private boolean fromBeginning;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Only this request's, and end once it is done; may be given several times.")
    private List<String> ids = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "End after so many.")
    private long limit = Long.MAX_VALUE;

    @Override
    public Integer call() {
        Set<String> open = new HashSet<>(ids);
        long left = limit;
        try (StopSignal stop = StopSignal.install();
                ResultFollower follower = ResultFollower.open(
                        RootCommand.of(spec).connection().clientProperties(),
                        fromBeginning ? ResultFollower.From.BEGINNING : ResultFollower.From.NOW,
                        false)) {
            while (!stop.received() && left > 0 && (ids.isEmpty() || !open.isEmpty())) {
                for (Followed followed : poll(follower, stop)) {
                    boolean requested = ids.isEmpty() || (followed.id() != null && open.remove(followed.id()));
                    if (requested && left > 0) {
                        print(followed);
                        left--;
                    }
                }
            }
            if (stop.received()) {
                stop.await();
            }
        }
        return 0;
    }

    private static List<Followed> poll(ResultFollower follower, StopSignal stop) {
        try {
            return follower.poll(POLL);
        } catch (InterruptException e) {
            if (stop.received()) {
                return List.of();
            }
            throw e;
        }
    }

    private void print(Followed followed) {
        if (followed instanceof Followed.Served served) {
            byte[] json = EventCodec.RESULT.encode(served.result());
            spec.commandLine().getOut().println(new String(json, StandardCharsets.UTF_8));
        } else if (followed instanceof Followed.Refused refused) {
            complain("dead letter " + refused.id() + ": " + refused.letter().field() + ": "
                    + refused.letter().reason());
        } else if (followed instanceof Followed.Unreadable unreadable) {
            complain("unreadable " + unreadable.topic() + " " + unreadable.partition() + ":" + unreadable.offset()
                    + ": " + unreadable.reason());
        }
    }

    private void complain(String line) {
        spec.commandLine().getErr().println("scopestream: " + Terminal.oneLine(line, 500));
    }
}
