package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The published figures: {@code published.csv} with a column a set and a line a cell.
 *
 * @param figures as they are printed, by cell and set
 */
record PublishedScores(Map<String, Map<String, String>> figures) {
    static final String FILE = "published.csv";
    private static final long LARGEST = 1 << 20;

    static PublishedScores none() {
        return new PublishedScores(Map.of());
    }

    /** @throws CliException when the file isn't such a table */
    static PublishedScores read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new CliException(file + " has more than " + LARGEST + " bytes: that is no table of scores");
        }
        List<String> lines = TextFile.read(file).lines().toList();
        Map<String, Map<String, String>> figures = new HashMap<>();
        String[] head = lines.isEmpty() ? new String[0] : lines.get(0).split(",", -1);
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] cells = line.split(",", -1);
            if (cells.length != head.length) {
                throw new CliException(file + ": '" + cells[0] + "' has " + (cells.length - 1) + " figures, the head "
                        + (head.length - 1));
            }
            Map<String, String> of = figures.computeIfAbsent(cells[0], c -> new HashMap<>());
            for (int i = 1; i < cells.length; i++) {
                of.put(head[i], cells[i]);
            }
        }
        return new PublishedScores(figures);
    }

    Optional<String> of(String cell, String dataset) {
        return Optional.ofNullable(figures.getOrDefault(cell, Map.of()).get(dataset));
    }
}
