package dev.scopestream.scorer.watch;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.scorer.score.PairedDifference;
import dev.scopestream.scorer.score.PolicyLabel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Documents' scores under each policy and budget, for comparisons over the same documents. Thread-safe, bounded. */
public final class PairedScores {
    /** The policies that evict nothing. */
    private static final String FULL = "allkv+none";

    private static final int MOST = 200_000;

    private static final double LEVEL = 0.95;
    private static final long SEED = 1;
    /** Documents drawn for one interval, over all resamples. */
    private static final int DRAWS = 2_000_000;

    private static final int MOST_RESAMPLES = 2000;
    private static final int LEAST_RESAMPLES = 200;

    private final Map<Cell, Map<Integer, Scores>> cells = new LinkedHashMap<>();
    private int size;

    /**
     * What is compared.
     *
     * @param policy with its variant, as summaries have it, see {@link PolicyLabel}
     * @param unsaid true: its events don't say the variant, so it may be several
     */
    public record Cell(String dataset, String model, String policy, String budget, boolean unsaid) {
        static Cell of(AccuracyEvent event) {
            String variant = event.variant() == null ? "" : event.variant();
            boolean unsaid = event.variant() == null && !event.policy().equals(FULL);
            String policy = PolicyLabel.of(event.policy(), variant);
            return new Cell(event.dataset(), event.model(), policy, event.budget(), unsaid);
        }
    }

    /** @param aligned 0 to 1; likewise reference */
    private record Scores(double aligned, double reference) {}

    /**
     * The differences of two cells over the documents that both have.
     *
     * @param base the first cell: the one that evicts nothing, if there is one, else the one with most documents
     */
    public record Pair(Cell base, Cell other, PairedDifference aligned, PairedDifference reference) {}

    synchronized void add(AccuracyEvent event) {
        Cell cell = Cell.of(event);
        if (size >= MOST) {
            return;
        }
        Scores before = cells.computeIfAbsent(cell, c -> new HashMap<>())
                .put(event.document(), new Scores(event.alignedScore(), event.referenceScore()));
        size += before == null ? 1 : 0;
    }

    /** Each cell of a data set against its model's base, over the documents that both have. */
    public synchronized List<Pair> pairs(String dataset) {
        Map<String, List<Cell>> byModel = new TreeMap<>();
        cells.keySet().stream().filter(cell -> cell.dataset().equals(dataset)).forEach(cell -> byModel.computeIfAbsent(
                        cell.model(), m -> new ArrayList<>())
                .add(cell));
        List<Pair> pairs = new ArrayList<>();
        for (List<Cell> all : byModel.values()) {
            Cell base = all.stream()
                    .max(Comparator.<Cell, Boolean>comparing(c -> c.policy().equals(FULL))
                            .thenComparing(c -> cells.get(c).size()))
                    .orElseThrow();
            all.stream().filter(cell -> !cell.equals(base)).forEach(cell -> pair(base, cell)
                    .ifPresent(pairs::add));
        }
        return pairs;
    }

    /** Empty when they have no document in common. */
    private Optional<Pair> pair(Cell base, Cell other) {
        Map<Integer, Scores> first = cells.get(base);
        Map<Integer, Scores> second = cells.get(other);
        List<Integer> documents =
                first.keySet().stream().filter(second::containsKey).sorted().toList();
        if (documents.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Pair(
                base,
                other,
                difference(documents, first, second, Scores::aligned),
                difference(documents, first, second, Scores::reference)));
    }

    private static PairedDifference difference(
            List<Integer> documents,
            Map<Integer, Scores> first,
            Map<Integer, Scores> second,
            ToDoubleFunction<Scores> score) {
        int resamples = Math.max(LEAST_RESAMPLES, Math.min(MOST_RESAMPLES, DRAWS / documents.size()));
        return PairedDifference.bootstrap(
                documents.stream().map(first::get).mapToDouble(score).toArray(),
                documents.stream().map(second::get).mapToDouble(score).toArray(),
                resamples,
                LEVEL,
                SEED);
    }
}
