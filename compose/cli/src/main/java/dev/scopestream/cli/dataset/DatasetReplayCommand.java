package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.cli.common.TextTable;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.Numpy;
import dev.scopestream.scorer.score.Sample;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Published predictions through the topics. */
@Command(
        name = "replay",
        description = "Sends published predictions with their references through the topics, waits for the scorer, and"
                + " holds its figures against the published ones.")
final class DatasetReplayCommand implements Callable<Integer> {
    private static final int NAMED = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--predictions",
            paramLabel = "DIR|FILE",
            required = true,
            description = "A directory of cells, one cell's directory, or a file of lines {document, answers,"
                    + " prediction}; gzipped or not.")
    private Path predictions;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            required = true,
            split = ",",
            description = "gsm8k, mmlu or csqa; of directories also several, gsm8k,mmlu,csqa.")
    private List<String> datasets;

    @Option(
            names = "--cell",
            paramLabel = "NAME",
            description = "Only this cell; what a file is, if its directory" + " doesn't say.")
    private String cell;

    @Option(
            names = "--published",
            paramLabel = "FILE",
            description = "The figures to compare with (default: published.csv in the directory, if it is there).")
    private Path published;

    @Option(names = "--model", paramLabel = "NAME", description = "Who predicted (default: ${DEFAULT-VALUE}).")
    private String model = "Llama-3.1-8B-Instruct";

    @Option(
            names = "--capacity",
            paramLabel = "N",
            description =
                    "Entries kept of the prompt, which cells don't say (default: ${DEFAULT-VALUE}, the 4K set's).")
    private int capacity = 2048;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "The scorer counts a document of a run once; another name sends them as others (default:"
                    + " ${DEFAULT-VALUE}).")
    private String run = "published";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Give up waiting for the scorer after this time (default: ${DEFAULT-VALUE}).")
    private long timeout = 120;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        if (!run.matches("[A-Za-z0-9._-]{1,40}") || capacity < 0 || timeout < 1 || timeout > 86_400) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--run must be 1 to 40 of A-Z a-z 0-9 . _ -, --capacity from 0, --timeout from 1 to 86400");
        }
        List<ReplaySource> sources = ReplaySource.find(predictions, datasets, cell);
        PublishedScores figures = figures();
        List<String> bad = new ArrayList<>();
        Map<String, Object> client = RootCommand.of(spec).connection().clientProperties();
        List<ReplayRun.Replayed> replayed;
        try {
            replayed = new ReplayRun(run, model, capacity, bad::add).run(client, sources, Duration.ofSeconds(timeout));
        } finally {
            complain(bad);
        }
        return print(replayed, figures) && bad.isEmpty() ? 0 : 1;
    }

    private PublishedScores figures() throws IOException {
        if (published != null) {
            return PublishedScores.read(published);
        }
        Path beside = predictions.resolve(PublishedScores.FILE);
        return Files.isRegularFile(beside) ? PublishedScores.read(beside) : PublishedScores.none();
    }

    private void complain(List<String> bad) {
        bad.stream()
                .limit(NAMED)
                .forEach(line -> spec.commandLine().getErr().println("scopestream: " + Terminal.oneLine(line, 300)));
        if (bad.size() > NAMED) {
            spec.commandLine().getErr().println("scopestream: and " + (bad.size() - NAMED) + " more");
        }
    }

    /** False: a figure isn't the published one. */
    private boolean print(List<ReplayRun.Replayed> replayed, PublishedScores figures) {
        if (replayed.stream().allMatch(r -> r.scores().isEmpty())) {
            throw new CliException("no line of " + predictions + " could be sent");
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("cell", "set", "documents", "published", "reference", "aligned"));
        int compared = 0;
        int equal = 0;
        for (ReplayRun.Replayed r : replayed) {
            String reference = percent(r.scores(), AccuracyEvent::referenceScore);
            String aligned = percent(r.scores(), AccuracyEvent::alignedScore);
            Optional<String> expected =
                    figures.of(r.source().cell().name(), r.source().dataset());
            compared += expected.isPresent() ? 1 : 0;
            equal += expected.filter(reference::equals).isPresent() ? 1 : 0;
            if (json.given()) {
                JsonOption.print(spec, fields(r, expected, reference, aligned));
            }
            lines.add(List.of(
                    r.source().cell().name(),
                    r.source().dataset(),
                    Integer.toString(r.scores().size()),
                    expected.orElse("-"),
                    reference,
                    aligned));
        }
        if (!json.given()) {
            spec.commandLine().getOut().println(TextTable.render(lines, 2));
        }
        if (compared > 0 && !json.given()) {
            spec.commandLine().getOut().println(equal + " of " + compared + " figures are the published ones");
        }
        return equal == compared;
    }

    /** Figures in percent; null: there is none. */
    private static Map<String, Object> fields(
            ReplayRun.Replayed replayed, Optional<String> published, String reference, String aligned) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cell", replayed.source().cell().name());
        fields.put("dataset", replayed.source().dataset());
        fields.put("documents", replayed.scores().size());
        fields.put("published", published.map(DatasetReplayCommand::number).orElse(null));
        fields.put("reference", number(reference));
        fields.put("aligned", number(aligned));
        fields.put("as_published", published.map(reference::equals).orElse(null));
        return fields;
    }

    private static BigDecimal number(String figure) {
        try {
            return new BigDecimal(figure);
        } catch (NumberFormatException e) {
            return null; // nan
        }
    }

    private static String percent(List<AccuracyEvent> scores, ToDoubleFunction<AccuracyEvent> share) {
        Sample sample = Sample.of(scores.stream().mapToDouble(share).toArray());
        return sample.n() == 0 ? "nan" : Numpy.text(Numpy.percent(sample.share()));
    }
}
