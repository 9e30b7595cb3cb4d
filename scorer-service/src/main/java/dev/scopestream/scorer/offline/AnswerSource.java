package dev.scopestream.scorer.offline;

import dev.scopestream.events.Answer;
import dev.scopestream.scorer.score.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The data set that predictions belong to.
 *
 * @param name as events carry it
 * @param documents answers by document number, for predictions that bring none; empty when only a name is known
 * @param bad lines of the file that couldn't be read
 */
public record AnswerSource(String name, Dataset dataset, Map<Integer, List<Answer>> documents, List<BadLine> bad) {
    public AnswerSource {
        documents = Map.copyOf(documents);
        bad = List.copyOf(bad);
    }

    /**
     * From a data set's name, or from a file of lines {@code {answers}} in the order of the documents whose name begins
     * with the data set's ({@code gsm8k_30.jsonl.gz}).
     *
     * @throws IllegalArgumentException when the name is neither, with the names there are
     * @throws IOException when the file can't be read
     */
    public static AnswerSource of(String fileOrName) throws IOException {
        Path file = Path.of(fileOrName);
        if (!Files.isRegularFile(file)) {
            return new AnswerSource(fileOrName, Dataset.named(fileOrName), Map.of(), List.of());
        }
        String base = file.getFileName().toString();
        String name = base.contains(".") ? base.substring(0, base.indexOf('.')) : base;
        Dataset dataset = Dataset.named(name);
        LineParser parser = new LineParser(dataset);
        Map<Integer, List<Answer>> documents = new HashMap<>();
        List<BadLine> bad = new ArrayList<>();
        try (LineReader lines = LineReader.open(file)) {
            for (int document = 0; ; document++) {
                try {
                    String line = lines.next();
                    if (line == null) {
                        return new AnswerSource(name, dataset, documents, bad);
                    }
                    documents.put(document, parser.reference(line));
                } catch (BadLineException e) {
                    bad.add(new BadLine(base, lines.line(), e.getMessage()));
                }
            }
        }
    }
}
