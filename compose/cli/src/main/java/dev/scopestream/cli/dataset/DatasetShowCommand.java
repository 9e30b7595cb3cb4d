package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.Document;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A set, or one of its documents. */
@Command(name = "show", description = "Shows what a set consists of, or one of its documents in full.")
final class DatasetShowCommand implements Callable<Integer> {
    private static final int SYNTHETIC_DOCUMENTS = 16;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE|NAME",
            description =
                    "A file that `dataset build` made, or a set that is generated: synthetic, or one of LongProc's"
                            + " (`dataset list`).")
    private String source;

    @Option(names = "--document", paramLabel = "N", description = "Only this document, from 0, with its prompt.")
    private Integer number;

    @Option(names = "--k", paramLabel = "K", description = "Synthetic questions (default: ${DEFAULT-VALUE}).")
    private int k = 32;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of documents that are generated (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        int synthetic = number == null ? SYNTHETIC_DOCUMENTS : Math.max(0, Math.min(number, 1_000_000)) + 1;
        Dataset set = Sets.open(source, seed, k, synthetic, spec.commandLine().getErr());
        if (json.given()) {
            set.documents().stream()
                    .filter(d -> number == null || d.number() == number)
                    .forEach(d -> JsonOption.print(spec, fields(set, d, number != null)));
        } else if (number == null) {
            overview(set);
        } else {
            document(set);
        }
        return 0;
    }

    /** @param whole with its texts */
    private static Map<String, Object> fields(Dataset set, Document document, boolean whole) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("set", set.name());
        fields.put("document", document.number());
        fields.put("questions", document.answers().size());
        fields.put("prompt_characters", document.prompt().length());
        if (whole) {
            fields.put("task", document.task());
            fields.put("system", document.system());
            fields.put("prompt", document.prompt());
            fields.put(
                    "answers",
                    document.answers().stream()
                            .map(a -> Map.of("label", a.label(), "answer", a.answer()))
                            .toList());
        }
        return fields;
    }

    private void overview(Dataset set) {
        PrintWriter out = spec.commandLine().getOut();
        List<Document> all = set.documents();
        out.println("set        " + Terminal.oneLine(set.name(), 200));
        out.println("documents  " + all.size());
        out.println("answers    " + set.kind().wire());
        out.println("questions  "
                + range(all.stream().mapToInt(d -> d.answers().size()).toArray()) + " a document");
        out.println("prompt     "
                + range(all.stream().mapToInt(d -> d.prompt().length()).toArray()) + " characters");
        out.println("system     "
                + Amounts.count(
                        (double) all.stream().filter(d -> !d.system().isEmpty()).count()) + " documents have one");
    }

    private static String range(int[] values) {
        int least = java.util.Arrays.stream(values).min().orElse(0);
        int most = java.util.Arrays.stream(values).max().orElse(0);
        return Amounts.count(least) + (least == most ? "" : " to " + Amounts.count(most));
    }

    private void document(Dataset set) {
        Document document = set.documents().stream()
                .filter(d -> d.number() == number)
                .findFirst()
                .orElseThrow(() -> new CliException("there is no document " + number + " in " + set.name()));
        PrintWriter out = spec.commandLine().getOut();
        if (!document.task().isEmpty()) {
            out.println("task       " + Terminal.oneLine(document.task(), 200));
        }
        if (!document.system().isEmpty()) {
            out.println("system     " + Terminal.safe(document.system()));
        }
        out.println("prompt");
        out.println(Terminal.safe(document.prompt()).stripTrailing());
        out.println("answers");
        document.answers().forEach(a -> out.println("  " + a.label() + "  " + Terminal.oneLine(a.answer(), 200)));
    }
}
