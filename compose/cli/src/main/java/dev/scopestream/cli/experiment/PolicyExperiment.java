package dev.scopestream.cli.experiment;

import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.cli.dataset.DatasetRun;
import dev.scopestream.cli.dataset.PolicyOutcome;
import dev.scopestream.cli.dataset.RunPlan;
import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.SyntheticTask;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.Template;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the cells' documents, and writes what came out. */
final class PolicyExperiment {
    private static final Duration SCORER_PATIENCE = Duration.ofSeconds(30);

    private final ExperimentOptions options;
    private final List<Cell> cells;
    private final Path directory;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<Point> points = new ArrayList<>();

    PolicyExperiment(ExperimentOptions options, List<Cell> cells, Path directory, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.cells = cells;
        this.directory = directory;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs what isn't there yet.
     *
     * @param client of the cluster
     * @return true: every document was served in every cell
     */
    boolean run(Map<String, Object> client, StopSignal stop) throws IOException {
        Dataset dataset = SyntheticTask.dataset(options.seed, options.k, options.documents);
        Map<String, KvSpec> policies = new LinkedHashMap<>();
        cells.forEach(cell -> policies.put(cell.kv().text(), cell.kv().spec()));
        RunPlan plan =
                RunPlan.of("experiment", dataset, policies, (document, kv) -> dataset.prompt(document, Template.NONE)
                        .maxTokens(SyntheticTask.TOKENS_A_QUESTION * options.k)
                        .kv(kv)
                        .build());
        out.println("documents  " + options.documents + " of " + options.k + " questions, in " + cells.size()
                + " settings of the cache");
        DatasetRun run = new DatasetRun(plan, plan.byPolicy(), out, err);
        boolean all = run.run(client, false, SCORER_PATIENCE, stop);
        collect(run.outcomes());
        write(run.reasons());
        return all;
    }

    private void collect(List<PolicyOutcome> outcomes) {
        Map<String, PolicyOutcome> byText = new LinkedHashMap<>();
        outcomes.forEach(outcome -> byText.put(outcome.policy(), outcome));
        double full = byText.get(cells.get(0).kv().text()).kvBytes();
        for (Cell cell : cells) {
            PolicyOutcome outcome = byText.get(cell.kv().text());
            if (!outcome.scores().isEmpty()) {
                points.add(new Point(cell, outcome, 100 * outcome.kvBytes() / full));
            }
        }
    }

    private void write(Map<String, String> refused) throws IOException {
        String setting = (options.model == null ? "longgen-tiny" : options.model) + ", " + options.dtype + "; "
                + options.documents + " synthetic documents of " + options.k + " questions (seed " + options.seed
                + ") a row; the same documents in every row, through Kafka, generator and scorer.";
        List<Claim> claims = Claims.of(points);
        List<String> plots = new Charts(directory, points).write();
        new ExperimentReport(points, claims, refused, setting).write(directory, plots);
        out.println();
        claims.forEach(claim -> out.println(claim.text() + ": " + claim.verdict()));
        out.println();
        out.println("written    " + directory.resolve("policies.md") + " and .csv, " + String.join(", ", plots)
                + " (and SVG)");
    }

    /** What came out, the full cache first. */
    List<Point> points() {
        return List.copyOf(points);
    }
}
