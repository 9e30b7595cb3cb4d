package dev.scopestream.cli.model;

import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code bench moves} measured: a table a part, or a JSON object a measurement. */
final class MovesTable {
    private static final double THOUSAND = 1e3;

    private final CommandSpec spec;
    private final JsonOption json;
    private final List<MoveBench.Moved> moves = new ArrayList<>();
    private final List<MoveBytes.PerToken> bytes = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();

    MovesTable(CommandSpec spec, JsonOption json) {
        this.spec = spec;
        this.json = json;
    }

    void head(String text) {
        if (!json.given()) {
            print(text);
        }
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private void print(String kind, Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("kind", kind);
        all.putAll(fields);
        JsonOption.print(spec, all);
        spec.commandLine().getOut().flush();
    }

    void moved(MoveBench.Moved m) {
        moves.add(m);
        if (json.given()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("end", name(m.end()));
            fields.put("tokens", m.tokens());
            fields.put("resumed_tokens", m.resumed());
            fields.put("repeated_tokens", m.repeated());
            fields.put("next_token_ms", JsonOption.finite(m.nextMillis()));
            fields.put("reread_ms", JsonOption.finite(m.rereadMillis()));
            print("move", fields);
        }
    }

    private static String name(MoveBench.End end) {
        return end == MoveBench.End.KILL ? "kill -9" : "stop";
    }

    /** Medians of the moves. */
    void movesEnd() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("moved by", "next token ms", "reading again ms", "of it", "repeated", "at most"));
        for (MoveBench.End end : MoveBench.End.values()) {
            lines.add(List.of(
                    name(end),
                    number(median(end, MoveBench.Moved::nextMillis)),
                    number(median(end, MoveBench.Moved::rereadMillis)),
                    percent(median(end, m -> m.nextMillis() / m.rereadMillis())),
                    number(median(end, MoveBench.Moved::repeated)),
                    number(moves.stream()
                            .filter(m -> m.end() == end)
                            .mapToInt(MoveBench.Moved::repeated)
                            .max()
                            .orElse(0))));
        }
        table(lines);
    }

    private double median(MoveBench.End end, ToDoubleFunction<MoveBench.Moved> of) {
        return PipelineBench.median(
                moves.stream().filter(m -> m.end() == end).mapToDouble(of).toArray());
    }

    void bytes(MoveBytes.PerToken b) {
        bytes.add(b);
        if (json.given()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("context", b.context());
            fields.put("bytes_per_token", Math.round(b.compressed().whole()));
            fields.put("changes_bytes_per_token", Math.round(b.compressed().changes()));
            fields.put("full_cache_bytes_per_token", Math.round(b.full().whole()));
            fields.put("full_cache_changes_bytes_per_token", Math.round(b.full().changes()));
            fields.put("measured", b.measured());
            print("bytes", fields);
        }
    }

    void bytesEnd() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of(
                "context", "kB a token, whole", "full cache", "of it", "kB a token, changes", "full cache", "how"));
        for (MoveBytes.PerToken b : bytes) {
            lines.add(List.of(
                    Integer.toString(b.context()),
                    number(b.compressed().whole() / THOUSAND),
                    number(b.full().whole() / THOUSAND),
                    percent(b.compressed().whole() / b.full().whole()),
                    number(b.compressed().changes() / THOUSAND),
                    number(b.full().changes() / THOUSAND),
                    b.measured() ? "measured" : "computed: entries times their bytes"));
        }
        table(lines);
    }

    /** Tokens a second, without checkpoints and with them. */
    void round(double none, double saving) {
        ratios.add(saving / none);
        if (json.given()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("tokens_per_second", JsonOption.finite(none));
            fields.put("tokens_per_second_saving", JsonOption.finite(saving));
            print("throughput", fields);
        } else {
            print(String.format(
                    Locale.ROOT,
                    "decode without checkpoints %.1f tokens/s, with them %.1f, %.3f of it",
                    none,
                    saving,
                    saving / none));
        }
    }

    void roundsEnd() {
        if (!json.given()) {
            print(String.format(
                    Locale.ROOT,
                    "decode with checkpoints, median of rounds: %.3f of without",
                    PipelineBench.median(
                            ratios.stream().mapToDouble(Double::doubleValue).toArray())));
        }
    }

    private void table(List<List<String>> lines) {
        if (!json.given()) {
            print(TextTable.render(lines, 1));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 && value != Math.rint(value) ? "%.1f" : "%.0f", value);
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
    }
}
