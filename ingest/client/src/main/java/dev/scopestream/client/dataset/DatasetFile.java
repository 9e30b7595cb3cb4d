package dev.scopestream.client.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import dev.scopestream.events.WireEnum;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Sets as files, one JSON object a line: {@code {"prompt", "questions", "answers"}}, with {@code "task"} before them
 * where documents have one, as LongGenBench is published. What can't be told from these is in {@code "kind"} and
 * {@code "system"}, which the published files don't have.
 */
public final class DatasetFile {
    private DatasetFile() {}

    /** A set that was read, and the lines that couldn't be. A document's number is its line's, from 0. */
    public record Loaded(Dataset dataset, BadLines bad) {}

    /**
     * Reads a set, gzipped or not; its name is the file's without endings.
     *
     * @throws DatasetException when the file can't be opened, or has no document at all
     */
    public static Loaded read(Path file) {
        BadLines bad = new BadLines();
        List<AnswerKind> kinds = new ArrayList<>();
        List<Document> documents = DocumentLines.read(file, bad, (node, number) -> {
            kinds.add(DocumentReader.kind(node));
            return DocumentReader.read(node, number);
        });
        return new Loaded(new Dataset(name(file), kinds.get(0), documents), bad);
    }

    /** A set's name: the file's, without {@code .gz}, {@code .jsonl} or {@code .json}. */
    public static String name(Path file) {
        String name =
                String.valueOf(file.getFileName()).replaceFirst("\\.gz$", "").replaceFirst("\\.jsonl?$", "");
        return name.isEmpty() ? "dataset" : name;
    }

    /** Writes a set; gzipped when the file's name ends in {@code .gz}. The file is there whole or not at all. */
    public static void write(Dataset dataset, Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = open(part, file.toString().endsWith(".gz"))) {
                for (Document document : dataset.documents()) {
                    out.write((line(dataset, document) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DatasetException(file + " can't be written: " + e.getMessage(), e);
        }
    }

    private static OutputStream open(Path file, boolean packed) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return new BufferedOutputStream(packed ? new GZIPOutputStream(out) : out, 1 << 16);
    }

    static String line(Dataset dataset, Document document) {
        Map<String, Object> line = new LinkedHashMap<>();
        if (!document.task().isEmpty()) {
            line.put("task", document.task());
        }
        line.put("prompt", document.prompt());
        line.put("questions", document.questions());
        line.put("answers", document.answers().stream().map(Answer::answer).toList());
        JsonNode bare = DocumentReader.tree(line);
        if (DocumentReader.kind(bare) != dataset.kind()) {
            line.put("kind", dataset.kind().wire());
        }
        if (!DocumentReader.system(bare).equals(document.system())) {
            line.put("system", document.system());
        }
        return PythonJson.write(line);
    }

    static AnswerKind kindNamed(String wire) {
        return WireEnum.find(AnswerKind.class, wire)
                .orElseThrow(() ->
                        new DatasetException("kind '" + wire + "' is not one of " + WireEnum.list(AnswerKind.class)));
    }
}
