package dev.scopestream.client.dataset;

import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How questions become a prompt: worked examples, then the questions by number.
 *
 * @param demos the examples' text of a task, which may be blank; empty: the task isn't known
 * @param first number of the first question, after the examples'
 * @param separator between questions
 * @param system system text
 * @param documentsPerTask most documents of one task
 */
public record PromptForm(
        AnswerKind kind,
        Function<String, Optional<String>> demos,
        int first,
        String separator,
        String system,
        int documentsPerTask) {

    /**
     * A document.
     *
     * @return empty when the task has no examples
     */
    public Optional<Document> document(int number, String task, List<String> questions, List<String> answers) {
        return demos.apply(task).map(examples -> {
            StringBuilder prompt = new StringBuilder();
            if (!examples.isEmpty()) {
                prompt.append("Examples: \n").append(examples).append("\n\n");
            }
            prompt.append("Following Question: \n");
            List<Answer> numbered = new ArrayList<>();
            for (int i = 0; i < questions.size(); i++) {
                int label = first + i;
                prompt.append("Question_").append(label).append(":\n");
                prompt.append(questions.get(i)).append(separator);
                numbered.add(new Answer(label, answers.get(i)));
            }
            prompt.append('\n');
            return new Document(number, task, system, prompt.toString(), questions, numbered, "");
        });
    }
}
