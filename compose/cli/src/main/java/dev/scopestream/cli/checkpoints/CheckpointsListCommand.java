package dev.scopestream.cli.checkpoints;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.TextTable;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a store holds. */
@Command(name = "list", description = "Lists what is saved. Only the headers are read.")
final class CheckpointsListCommand implements Callable<Integer> {
    private static final List<String> TITLES =
            List.of("path", "state", "worker", "saved", "attempt", "tokens", "bytes");

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<SavedRequests.Found> all;
        try (SavedRequests saved = store.open(spec)) {
            all = saved.list();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<Map<String, Object>> lines = new ArrayList<>();
            for (SavedRequests.Found found : all) {
                Map<String, Object> fields = CheckpointFields.of(found.path(), found.header());
                fields.put("stored_bytes", found.bytes());
                lines.add(fields);
            }
            out.println(CheckpointFields.json(lines));
            return 0;
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(TITLES);
        all.forEach(found -> lines.add(line(found)));
        out.println(TextTable.render(lines, 4));
        out.printf(
                "%s saved, %s%n",
                Amounts.count(all.size()),
                Amounts.bytes(
                        all.stream().mapToDouble(SavedRequests.Found::bytes).sum()));
        return 0;
    }

    private static List<String> line(SavedRequests.Found found) {
        Optional<CheckpointHeader> header = found.header().found();
        return List.of(
                found.path(),
                CheckpointFields.of(found.path(), found.header())
                        .get(CheckpointFields.STATE)
                        .toString(),
                header.map(h -> h.writer().replaceAll("\\p{C}", "?")).orElse(""),
                header.map(h -> Instant.ofEpochMilli(h.createdMillis())
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                        .orElse(""),
                header.map(h -> Integer.toString(h.id().attempt())).orElse(""),
                header.map(h -> Amounts.count(h.tokens())).orElse(""),
                Amounts.bytes((double) found.bytes()));
    }
}
