package dev.scopestream.scorer.service;

import dev.scopestream.events.AccuracySummary;
import dev.scopestream.scorer.score.Numpy;
import dev.scopestream.scorer.score.ScoredDataset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Summaries in the form of the published results.csv: a row for each cell (policy and budget), a column for each data
 * set. With several models, a cell begins with its model.
 */
final class ResultsTable {
    private final List<String> datasets;
    private final Map<String, Map<String, AccuracySummary>> cells = new LinkedHashMap<>();

    ResultsTable(List<AccuracySummary> summaries) {
        boolean oneModel =
                summaries.stream().map(AccuracySummary::model).distinct().count() < 2;
        datasets = summaries.stream()
                .map(AccuracySummary::dataset)
                .distinct()
                .sorted(Comparator.comparingInt(ResultsTable::order).thenComparing(Comparator.naturalOrder()))
                .toList();
        for (AccuracySummary s : summaries) {
            String cell = (oneModel ? "" : s.model() + ": ") + s.policy() + " " + s.budget();
            cells.computeIfAbsent(cell.strip(), c -> new LinkedHashMap<>()).put(s.dataset(), s);
        }
    }

    /** RFC 4180; one of the two scores, nothing where a cell has no document. */
    String csv(Score score) {
        List<String> lines = new ArrayList<>();
        lines.add(row(",", "", "cell", datasets.stream().map(ResultsTable::csvField)));
        cells.forEach((cell, row) ->
                lines.add(row(",", "", csvField(cell), datasets.stream().map(d -> figure(row.get(d), score)))));
        return String.join("\r\n", lines) + "\r\n";
    }

    /** Both scores with their standard errors: reference / aligned. */
    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(row(" | ", "| ", "cell", datasets.stream().map(ResultsTable::markdownField)) + " |");
        lines.add("|" + "-|".repeat(datasets.size() + 1));
        cells.forEach((cell, row) -> lines.add(
                row(" | ", "| ", markdownField(cell), datasets.stream().map(d -> both(row.get(d)))) + " |"));
        return String.join("\n", lines) + "\n";
    }

    /** Which of the two. */
    enum Score {
        REFERENCE,
        ALIGNED;

        private double of(AccuracySummary summary) {
            return this == REFERENCE ? summary.referenceMean() : summary.alignedMean();
        }
    }

    private static int order(String dataset) {
        List<ScoredDataset> known = ScoredDataset.known();
        for (int i = 0; i < known.size(); i++) {
            if (dataset.startsWith(known.get(i).name())) {
                return i;
            }
        }
        return known.size();
    }

    private static String row(String separator, String start, String first, Stream<String> rest) {
        return start + first + rest.map(field -> separator + field).collect(Collectors.joining());
    }

    private static String figure(AccuracySummary summary, Score score) {
        return summary == null ? "" : Numpy.text(Numpy.rounded(score.of(summary)));
    }

    private static String both(AccuracySummary s) {
        return s == null
                ? ""
                : withError(s.referenceMean(), s.referenceError()) + " / "
                        + withError(s.alignedMean(), s.alignedError());
    }

    private static String withError(double mean, Double error) {
        return Numpy.text(Numpy.rounded(mean)) + (error == null ? "" : " ± " + Numpy.text(Numpy.rounded(error)));
    }

    /** A CSV field (RFC 4180). Text that a spreadsheet reads as a formula gets an apostrophe. */
    private static String csvField(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static String markdownField(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").replaceAll("([\\\\`*_{}\\[\\]<>#|!])", "\\\\$1");
    }
}
