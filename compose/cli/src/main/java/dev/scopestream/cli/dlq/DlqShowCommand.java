package dev.scopestream.cli.dlq;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.Terminal;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything about one dead letter. */
@Command(name = "show", description = "Shows one dead letter: its headers and the prompt as it was sent.")
final class DlqShowCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PARTITION:OFFSET", description = "Which one, as dlq list names it.")
    private String address;

    @Option(
            names = "--chars",
            paramLabel = "N",
            description = "At most so many characters of the prompt (default: ${DEFAULT-VALUE}).")
    private int chars = 4000;

    @Mixin
    private JsonOption json;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        DeadLetterTopic topic =
                new DeadLetterTopic(RootCommand.of(spec).connection().clientProperties());
        DeadLetterTopic.Entry entry = topic.find(DeadLetterTopic.Address.parse(address))
                .orElseThrow(() -> new CliException("there is no dead letter at " + address
                        + " (deleted by retention, or never there); dlq list names them"));
        if (json.given()) {
            Map<String, Object> fields = entry.fields();
            fields.put("value", Terminal.text(entry.record().value()));
            JsonOption.print(spec, fields);
            return;
        }
        out.println("address:   " + entry.address());
        out.println("time:      " + Instant.ofEpochMilli(entry.record().timestamp()));
        out.println(
                "id:        " + Terminal.oneLine(Terminal.text(entry.record().key()), 200));
        entry.letter().values().forEach((name, value) -> out.println(name + ": " + Terminal.oneLine(value, 2000)));
        byte[] value = entry.record().value();
        String text = Terminal.safe(Terminal.text(value));
        out.println("bytes:     " + (value == null ? 0 : value.length));
        out.println();
        if (text.codePointCount(0, text.length()) <= chars) {
            out.println(text);
        } else {
            out.println(text.substring(0, text.offsetByCodePoints(0, chars)));
            out.println("... (--chars N shows more)");
        }
    }
}
