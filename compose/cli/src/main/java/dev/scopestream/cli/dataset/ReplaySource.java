package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.scorer.score.ScoredDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of predictions, and which cell and set it belongs to.
 *
 * @param dataset the set's name, as events carry it
 */
record ReplaySource(Path file, PublishedCell cell, String dataset) {
    /**
     * The files of a directory of cells, of one cell's directory, or a single file.
     *
     * @param datasets their names
     * @param cell only this cell; null: all of them, or what a file's directory is named
     * @throws CliException when there is nothing to replay
     */
    static List<ReplaySource> find(Path predictions, List<String> datasets, String cell) throws IOException {
        for (String name : datasets) {
            check(name);
        }
        if (!Files.exists(predictions)) {
            throw new CliException("--predictions: there is no " + predictions);
        }
        Path whole = predictions.toAbsolutePath().normalize();
        if (Files.isRegularFile(whole)) {
            if (datasets.size() != 1) {
                throw new CliException("a single file belongs to one --dataset");
            }
            String name = cell == null ? String.valueOf(whole.getParent().getFileName()) : cell;
            return List.of(new ReplaySource(whole, parse(name), datasets.get(0)));
        }
        List<Path> directories =
                PublishedCell.isOne(String.valueOf(whole.getFileName())) ? List.of(whole) : list(whole);
        List<ReplaySource> found = new ArrayList<>();
        for (Path directory : directories) {
            String name = directory.getFileName().toString();
            if (PublishedCell.isOne(name) && (cell == null || cell.equals(name))) {
                for (String dataset : datasets) {
                    found.add(new ReplaySource(file(directory, dataset), parse(name), dataset));
                }
            }
        }
        if (found.isEmpty()) {
            throw new CliException(predictions + " has no cell" + (cell == null ? "" : " " + cell)
                    + ": directories named PREFILL+DECODE_decoding_window_W_recent_window_R");
        }
        return found;
    }

    private static Path file(Path directory, String dataset) {
        return Stream.of(dataset + ".jsonl.gz", dataset + ".jsonl")
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new CliException(directory + " has no " + dataset + ".jsonl.gz"));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static PublishedCell parse(String name) {
        try {
            return PublishedCell.parse(name);
        } catch (IllegalArgumentException e) {
            throw new CliException(e.getMessage() + "; --cell says which it is", e);
        }
    }

    private static void check(String dataset) {
        try {
            ScoredDataset.named(dataset);
        } catch (IllegalArgumentException e) {
            throw new CliException("--dataset: " + e.getMessage(), e);
        }
    }
}
