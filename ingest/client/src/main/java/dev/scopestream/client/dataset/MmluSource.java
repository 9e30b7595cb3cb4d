package dev.scopestream.client.dataset;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.scopestream.client.TextFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** MMLU's directory of tables, one a task: {@code abstract_algebra_test.csv} with question, A, B, C, D, answer. */
public final class MmluSource {
    private static final int COLUMNS = 6;
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    /** What becomes of a question that has an empty line in it. */
    public enum Splitting {
        /** It stays one question. */
        WHOLE,
        /**
         * It becomes several, as in the published sets: there all questions of a task were written one after the other
         * with an empty line between, and split again. The answers stay one a row, so that later ones are the wrong ones.
         */
        PUBLISHED
    }

    private MmluSource() {}

    /**
     * The tables of a directory, or of its {@code test} directory, in alphabetical order.
     *
     * @throws DatasetException when there are none
     */
    public static Questions read(Path directory, Splitting splitting) {
        Path test = directory.resolve("test");
        List<Path> files = tables(Files.isDirectory(test) ? test : directory);
        BadLines bad = new BadLines();
        List<Question> questions = new ArrayList<>();
        for (Path file : files) {
            questions.addAll(table(file, splitting, bad));
        }
        return new Questions(questions, bad);
    }

    private static List<Path> tables(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new DatasetException(directory + " is not a directory: MMLU is a directory of *_test.csv files");
        }
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> files =
                    all.filter(p -> p.toString().endsWith(".csv")).sorted().toList();
            if (files.isEmpty()) {
                throw new DatasetException(directory + " has no *_test.csv file");
            }
            return files;
        } catch (IOException e) {
            throw new DatasetException(directory + " can't be read: " + e.getMessage(), e);
        }
    }

    private static List<Question> table(Path file, Splitting splitting, BadLines bad) {
        String name = String.valueOf(file.getFileName());
        String task = name.replaceFirst("(_test)?\\.csv$", "");
        List<String> texts = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        int row = 0;
        try (Reader text = new InputStreamReader(TextFile.open(file), StandardCharsets.UTF_8.newDecoder());
                MappingIterator<String[]> rows = CSV.readerFor(String[].class).readValues(text)) {
            while (rows.hasNextValue()) {
                String[] cells = rows.nextValue();
                row++;
                if (cells.length != COLUMNS || !cells[COLUMNS - 1].matches("[A-D]")) {
                    bad.add(name, row, "is not question, A, B, C, D, answer");
                    continue;
                }
                texts.add(cells[0] + "\n(A) " + cells[1] + "(B) " + cells[2] + "(C) " + cells[3] + "(D) " + cells[4]);
                answers.add(cells[COLUMNS - 1]);
            }
        } catch (IOException | RuntimeJsonMappingException e) {
            bad.add(
                    name,
                    row + 1L,
                    "breaks off: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return questions(task, splitting == Splitting.WHOLE ? texts : split(texts), answers);
    }

    private static List<String> split(List<String> texts) {
        return List.of(String.join("\n\n", texts).split("\n\n", -1));
    }

    private static List<Question> questions(String task, List<String> texts, List<String> answers) {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < Math.min(texts.size(), answers.size()); i++) {
            questions.add(new Question(task, texts.get(i), answers.get(i)));
        }
        return questions;
    }
}
