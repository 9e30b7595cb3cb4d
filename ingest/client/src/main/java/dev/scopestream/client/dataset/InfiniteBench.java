package dev.scopestream.client.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * InfiniteBench's summarisation task, En.Sum (arXiv 2402.13718): {@code longbook_sum_eng.jsonl} with
 * {@code {"id", "context", "input", "answer": []}}. Its prompt form is that of the benchmark for open models. Whole books:
 * such a prompt may be larger than a record on Kafka may be.
 */
public final class InfiniteBench {
    private static final String BEFORE = "Summarize the book below.\n\n";
    private static final String AFTER = "\n\nSummary:";

    private InfiniteBench() {}

    /**
     * Reads the task.
     *
     * @throws DatasetException when the file can't be opened or has no document
     */
    public static DatasetFile.Loaded summaries(Path file) {
        BadLines bad = new BadLines();
        List<Document> documents = DocumentLines.read(file, bad, InfiniteBench::document);
        return new DatasetFile.Loaded(new Dataset("en_sum", AnswerKind.TEXT, documents), bad);
    }

    private static Document document(JsonNode node, int number) {
        JsonNode context = node.path("context");
        if (!context.isTextual() || context.textValue().isEmpty()) {
            throw new DatasetException("context is missing");
        }
        List<Answer> answers = new ArrayList<>();
        JsonNode given = node.path("answer");
        if (given.isTextual()) {
            answers.add(new Answer(1, given.textValue()));
        }
        given.forEach(a -> answers.add(new Answer(1, a.asText())));
        if (answers.isEmpty()) {
            throw new DatasetException("answer is missing");
        }
        return new Document(number, "", "", BEFORE + context.textValue() + AFTER, List.of(), answers, "");
    }
}
