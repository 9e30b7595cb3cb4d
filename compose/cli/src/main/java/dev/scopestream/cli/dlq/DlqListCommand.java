package dev.scopestream.cli.dlq;

import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.Terminal;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A line for every dead letter. */
@Command(name = "list", description = "Lists the dead letters: where, when, which request, and what was wrong.")
final class DlqListCommand implements Runnable {
    private static final String LAYOUT = "%-10s %-20s %-24s %-18s %s%n";
    private static final int REASON = 120;

    @Spec
    private CommandSpec spec;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many lines (default: ${DEFAULT-VALUE}).")
    private int limit = 1000;

    @Mixin
    private JsonOption json;

    @Override
    public void run() {
        if (json.given()) {
            Counter counted = new Counter();
            new DeadLetterTopic(RootCommand.of(spec).connection().clientProperties()).read(entry -> {
                if (counted.lines++ == limit) {
                    return false;
                }
                JsonOption.print(spec, entry.fields());
                return true;
            });
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        Counter counter = new Counter();
        new DeadLetterTopic(RootCommand.of(spec).connection().clientProperties()).read(entry -> {
            if (counter.lines == limit) {
                counter.more = true;
                return false;
            }
            if (counter.lines++ == 0) {
                out.printf(LAYOUT, "ADDRESS", "TIME", "ID", "FIELD", "REASON");
            }
            out.printf(
                    LAYOUT,
                    entry.address(),
                    Instant.ofEpochSecond(Math.floorDiv(entry.record().timestamp(), 1000)),
                    Terminal.oneLine(Terminal.text(entry.record().key()), 24),
                    Terminal.oneLine(entry.letter().field(), 18),
                    Terminal.oneLine(entry.letter().reason(), REASON));
            return true;
        });
        if (counter.lines == 0) {
            out.println("no dead letters");
        } else if (counter.more) {
            out.println("there are more: --limit N");
        }
    }

    private static final class Counter {
        private int lines;
        private boolean more;
    }
}
