package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.TextTable;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.PairedDifference;
import dev.scopestream.scorer.score.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A run's scores, and the policies' differences, as text. */
final class RunReport {
    /** Up to so many policies are compared each with each; more, each with the first. */
    private static final int EACH_WITH_EACH = 4;

    private RunReport() {}

    /** A line a policy: both scores in percent, each with its standard error over documents. */
    static String scores(List<PolicyOutcome> outcomes) {
        List<List<String>> lines = new ArrayList<>();
        boolean majority = outcomes.stream().anyMatch(o -> o.majority().n() > 0);
        List<String> head = new ArrayList<>(List.of(
                "policy", "documents", "reference", "s.e.", "aligned", "s.e.", "tokens", "KV bytes", "tokens/s"));
        if (majority) {
            head.addAll(6, List.of("majority", "s.e."));
        }
        lines.add(head);
        for (PolicyOutcome o : outcomes) {
            Sample reference = o.reference();
            Sample aligned = o.aligned();
            List<String> line = new ArrayList<>(List.of(
                    o.policy(),
                    Integer.toString(o.scores().size()),
                    number("%.4f", reference.mean()),
                    number("%.2f", reference.error()),
                    number("%.4f", aligned.mean()),
                    number("%.2f", aligned.error()),
                    number("%.0f", o.tokens()),
                    Double.isNaN(o.kvBytes()) ? "-" : Amounts.bytes(o.kvBytes()),
                    number("%.1f", o.tokensPerSecond())));
            if (majority) {
                Sample most = o.majority();
                line.addAll(6, List.of(number("%.4f", most.mean()), number("%.2f", most.error())));
            }
            lines.add(line);
        }
        return TextTable.render(lines, 1);
    }

    /** A line a pair: over the documents that both have, with the bootstrap's interval; empty for a single policy. */
    static String differences(List<PolicyOutcome> outcomes) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("difference", "documents", "score", "points", "95 % interval", ""));
        for (int i = 0; i < outcomes.size(); i++) {
            for (int j = i + 1; j < outcomes.size(); j++) {
                if (i == 0 || outcomes.size() <= EACH_WITH_EACH) {
                    add(lines, "reference", outcomes.get(i), outcomes.get(j), AccuracyEvent::referenceScore);
                    add(lines, "aligned", outcomes.get(i), outcomes.get(j), AccuracyEvent::alignedScore);
                }
            }
        }
        return lines.size() == 1 ? "" : TextTable.render(lines, 1);
    }

    private static void add(
            List<List<String>> lines,
            String score,
            PolicyOutcome first,
            PolicyOutcome second,
            ToDoubleFunction<AccuracyEvent> share) {
        if (!first.sharesDocuments(second)) {
            return;
        }
        PairedDifference d = second.less(first, share);
        lines.add(List.of(
                second.policy() + " less " + first.policy(),
                Integer.toString(d.n()),
                score,
                number("%+.2f", d.mean()),
                "[" + number("%+.2f", d.low()) + ", " + number("%+.2f", d.high()) + "]",
                d.n() < 2 ? "one document says nothing" : d.isNoise() ? "may be noise" : "beyond noise"));
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
