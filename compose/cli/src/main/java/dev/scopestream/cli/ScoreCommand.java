package dev.scopestream.cli;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.scorer.offline.AnswerSource;
import dev.scopestream.scorer.offline.OfflineScore;
import dev.scopestream.scorer.offline.Report;
import dev.scopestream.scorer.score.Sample;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores predictions in a file, without Kafka. */
@Command(
        name = "score",
        description = "Scores a file of predictions by the published scorer and by the aligned one, without Kafka.")
final class ScoreCommand implements Callable<Integer> {
    private static final int NAMED_LINES = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dataset",
            paramLabel = "FILE|NAME",
            required = true,
            description = "Lines {answers}, one a document; or only the name, where the predictions have the answers.")
    private String dataset;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            required = true,
            description = "Lines {document, answers, prediction}; gzipped or not.")
    private Path predictions;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the accuracy events there, one JSON a line.")
    private Path out;

    @Option(names = "--model", paramLabel = "NAME", description = "For the events (default: ${DEFAULT-VALUE}).")
    private String model = "unknown";

    @Option(names = "--policy", paramLabel = "NAME", description = "For the events (default: ${DEFAULT-VALUE}).")
    private String policy = "unknown";

    @Option(names = "--budget", paramLabel = "TEXT", description = "For the events (default: empty).")
    private String budget = "";

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        AnswerSource source = AnswerSource.of(dataset);
        OfflineScore score = new OfflineScore(source, model, policy, budget);
        Report report;
        try (OutputStream events =
                out == null ? OutputStream.nullOutputStream() : new BufferedOutputStream(Files.newOutputStream(out))) {
            report = score.run(predictions, event -> write(events, event));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        complain(report);
        if (report.reference().n() == 0) {
            throw new CliException("no line of " + predictions + " could be scored");
        }
        if (json.given()) {
            JsonOption.print(spec, fields(report));
        } else {
            print(report);
        }
        return 0;
    }

    private static void write(OutputStream events, AccuracyEvent event) {
        try {
            events.write(EventCodec.ACCURACY.encode(event));
            events.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> fields(Report report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("dataset", report.dataset());
        fields.put("documents", report.reference().n());
        fields.put("reference", JsonOption.finite(report.reference().mean()));
        fields.put("reference_error", JsonOption.finite(report.reference().error()));
        fields.put("aligned", JsonOption.finite(report.aligned().mean()));
        fields.put("aligned_error", JsonOption.finite(report.aligned().error()));
        fields.put("missing", report.missing());
        fields.put("repeated", report.repeated());
        fields.put("extra", report.extra());
        fields.put("bad_lines", report.bad().size());
        return fields;
    }

    private void print(Report report) {
        PrintWriter text = spec.commandLine().getOut();
        text.println("dataset    " + report.dataset());
        text.println("documents  " + report.reference().n());
        text.println("reference  " + report.referenceText() + error(report.reference()));
        text.println("aligned    " + report.alignedText() + error(report.aligned()));
        text.println("answers    missing " + report.missing() + ", repeated " + report.repeated() + ", extra "
                + report.extra());
        text.println("bad lines  " + report.bad().size());
    }

    private static String error(Sample sample) {
        return sample.n() < 2 ? "" : String.format(Locale.ROOT, "  (standard error %.4f)", sample.error());
    }

    private void complain(Report report) {
        PrintWriter err = spec.commandLine().getErr();
        report.bad().stream().limit(NAMED_LINES).forEach(line -> err.println("scopestream: " + line));
        if (report.bad().size() > NAMED_LINES) {
            err.println("scopestream: and " + (report.bad().size() - NAMED_LINES) + " more");
        }
    }
}
