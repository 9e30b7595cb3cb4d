package dev.scopestream.client.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups questions into documents. */
public final class DatasetBuilder {
    /** More questions than any model answers in one go. */
    public static final int MOST_QUESTIONS = 10_000;

    private DatasetBuilder() {}

    /**
     * A set that was built.
     *
     * @param leftOver questions that didn't fill a document
     */
    public record Built(Dataset dataset, int leftOver, BadLines bad) {}

    /**
     * Every {@code k} successive questions of one task make a document; a smaller rest at a task's end makes none. Tasks
     * keep the order of their first questions in the source.
     *
     * @throws DatasetException when there is no document at all
     */
    public static Built build(String name, PromptForm form, Questions questions, int k) {
        if (k < 1 || k > MOST_QUESTIONS) {
            throw new DatasetException("k must be from 1 to " + MOST_QUESTIONS + ", is " + k);
        }
        Map<String, List<Question>> tasks = new LinkedHashMap<>();
        for (Question q : questions.items()) {
            tasks.computeIfAbsent(q.task(), t -> new ArrayList<>()).add(q);
        }
        List<Document> documents = new ArrayList<>();
        BadLines bad = questions.bad();
        int leftOver = 0;
        for (Map.Entry<String, List<Question>> task : tasks.entrySet()) {
            List<Question> all = task.getValue();
            int count = Math.min(all.size() / k, form.documentsPerTask());
            if (count == 0) {
                bad.add(
                        task.getKey().isEmpty() ? name : "task " + task.getKey(),
                        0,
                        "has " + all.size() + " questions, a document needs " + k);
            }
            for (int i = 0; i < count; i++) {
                List<Question> part = all.subList(i * k, (i + 1) * k);
                form.document(
                                documents.size(),
                                task.getKey(),
                                part.stream().map(Question::text).toList(),
                                part.stream().map(Question::answer).toList())
                        .ifPresentOrElse(
                                documents::add,
                                () -> bad.add("task " + task.getKey(), 0, "there are no worked examples for it"));
            }
            leftOver += all.size() - count * k;
        }
        if (documents.isEmpty()) {
            throw new DatasetException(
                    "there is no document in " + questions.items().size() + " questions with k=" + k
                            + (bad.first().isEmpty()
                                    ? ""
                                    : "; first of " + bad.count() + " problems: "
                                            + bad.first().get(0)));
        }
        return new Built(new Dataset(name, form.kind(), documents), leftOver, bad);
    }
}
