package dev.scopestream.cli.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code bench pipeline} measured: a line a figure, and the same as JSON. */
final class PipelineTable {
    private final PrintWriter out;
    private final ObjectNode figures = new ObjectMapper().createObjectNode();

    PipelineTable(PrintWriter out) {
        this.out = out;
    }

    void show(String name, double value, String unit) {
        out.printf(Locale.ROOT, "%-28s %10.1f %s%n", name, value, unit);
        out.flush();
        figures.put(name, value);
    }

    /**
     * Tokens a second, and the median ratio of a round to the same round of the previous line.
     *
     * @param tokens of a round
     * @param seconds of each round
     * @param before likewise; the same array where there is nothing to compare with
     */
    void rate(String name, double tokens, double[] seconds, double[] before) {
        double[] ratios = new double[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            ratios[i] = before[i] / seconds[i];
        }
        String unit = seconds == before
                ? "tokens/s"
                : String.format(
                        Locale.ROOT, "tokens/s, %.1f %% of the line before", 100 * PipelineBench.median(ratios));
        show(name, tokens / PipelineBench.median(seconds), unit);
    }

    void write(Path json) throws IOException {
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), figures);
    }
}
