package dev.scopestream.client.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.client.TopicPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A byte order mark, as some editors and exports write it, belongs to no text. */
class ByteOrderMarkTest {
    @TempDir
    private Path directory;

    private Path marked(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), "\uFEFF" + text);
    }

    @Test
    void shouldBePassedOverInLinesOfJson() throws IOException {
        Questions questions =
                RawSources.gsm8k(marked("test.jsonl", "{\"question\": \"one?\", \"answer\": \"#### 1\"}\n"));

        assertThat(questions.bad().count()).isZero();
        assertThat(questions.items()).extracting(Question::text).containsExactly("one?");
    }

    @Test
    void shouldBePassedOverInTables() throws IOException {
        Mapping mapping = Mapping.read(marked("m.yaml", "{format: csv, question: q, answer: a, kind: number}"));

        Questions mapped = MappedSource.read(marked("s.csv", "q,a\none?,1\n"), mapping);
        marked("algebra_test.csv", "one?,a,b,c,d,B\n");
        Files.delete(directory.resolve("s.csv"));
        Questions mmlu = MmluSource.read(directory, MmluSource.Splitting.WHOLE);

        assertThat(mapped.items()).containsExactly(new Question("", "one?", "1"));
        assertThat(mmlu.items()).extracting(Question::text).containsExactly("one?\n(A) a(B) b(C) c(D) d");
    }

    @Test
    void shouldBePassedOverInExamples() throws IOException {
        Mapping mapping = Mapping.read(
                marked("m.yaml", "{format: jsonl, question: q, answer: a, kind: number, examples: examples.txt}"));
        marked("examples.txt", "Question_1: ...");
        Questions questions = MappedSource.read(marked("s.jsonl", "{\"q\": \"one?\", \"a\": \"1\"}\n"), mapping);

        Dataset set = DatasetBuilder.build("mine", mapping.form(directory), questions, 1)
                .dataset();

        assertThat(set.documents().get(0).prompt())
                .contains("\nQuestion_1: ...\n")
                .doesNotContain("\uFEFF");
    }

    @Test
    void shouldBePassedOverInTopicPlans() throws IOException {
        TopicPlan plan = TopicPlan.read(marked("plan.yaml", "replication: 1\ntopics:\n  - {name: a, partitions: 1}\n"));

        assertThat(plan.topics()).singleElement().satisfies(topic -> assertThat(topic.name())
                .isEqualTo("a"));
    }
}
