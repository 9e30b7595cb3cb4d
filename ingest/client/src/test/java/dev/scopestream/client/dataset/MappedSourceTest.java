package dev.scopestream.client.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedSourceTest {
    @TempDir
    Path directory;

    @Test
    void shouldBuildDocumentsFromNestedJson() throws Exception {
        Mapping mapping = mapping(
                """
                format: jsonl
                question: /q/stem
                choices: [/q/options]
                choice_text: /t
                answer: /gold
                answer_is: index1
                task: subject
                kind: choice
                examples: examples.txt
                first: 3
                separator: "\\n\\n"
                system: Answer all.
                """);
        Files.writeString(directory.resolve("examples.txt"), "Question_1: ...");
        Path source = Files.writeString(
                directory.resolve("s.jsonl"),
                """
                {"q":{"stem":"one?","options":[{"t":"x"},{"t":"y"}]},"gold":2,"subject":"s"}
                {"q":{"stem":"other?","options":[{"t":"v"},{"t":"w"}]},"gold":1,"subject":"t"}
                {"q":{"stem":"bad","options":[{"t":"v"}]},"gold":2,"subject":"s"}
                {"q":{"stem":"bad","options":[{"u":"v"}]},"gold":1,"subject":"s"}
                {"q":{"stem":"two?","options":[{"t":"z"},{"t":1}]},"gold":1,"subject":"s"}
                """);
        Questions questions = MappedSource.read(source, mapping);
        assertThat(questions.bad().first().stream().map(Object::toString))
                .containsExactly(
                        "s.jsonl line 3: the answer '2' is none of the 1 choices", "s.jsonl line 4: /t is missing");
        DatasetBuilder.Built built = DatasetBuilder.build("mine", mapping.form(directory), questions, 2);
        assertThat(built.leftOver()).isEqualTo(1);
        Document document = built.dataset().documents().get(0);
        assertThat(document.prompt())
                .startsWith("Examples: \nQuestion_1: ...\n\nFollowing Question: \nQuestion_3:\none?\n(A) x (B) y\n\n")
                .endsWith("\n\nQuestion_4:\ntwo?\n(A) z (B) 1\n\n\n");
        assertThat(document.answers()).containsExactly(new Answer(3, "B"), new Answer(4, "A"));
        assertThat(document.system()).isEqualTo("Answer all.");
        assertThat(document.task()).isEqualTo("s");
    }

    @Test
    void shouldBuildDocumentsFromTables() throws Exception {
        Mapping mapping = mapping(
                "{format: tsv, question: Frage, choices: [A, B], answer: richtig, answer_is: choice, kind: choice}");
        Path source = Files.writeString(
                directory.resolve("s.tsv"),
                """
                Frage|A|B|richtig
                "was,
                wo?"|da|dort|dort
                wer?|ich|du|er
                wie?|so|so nicht|so
                """
                        .replace('|', '\t'));
        Questions questions = MappedSource.read(source, mapping);
        assertThat(questions.items())
                .containsExactly(
                        new Question("", "was,\nwo?\n(A) da (B) dort", "B"),
                        new Question("", "wie?\n(A) so (B) so nicht", "A"));
        assertThat(questions.bad().first()).singleElement().asString().contains("line 3: the answer 'er' is none of");
        Dataset set =
                DatasetBuilder.build("t", mapping.form(directory), questions, 1).dataset();
        assertThat(set.documents()).hasSize(2);
        assertThat(set.documents().get(1).prompt())
                .isEqualTo("Following Question: \nQuestion_1:\nwie?\n(A) so (B) so nicht\n\n");

        Path file = directory.resolve("t.jsonl");
        DatasetFile.write(set, file);
        assertThat(DatasetFile.read(file).dataset()).isEqualTo(set);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{format: jsonl, answer: a, kind: number} | question is missing",
                "{format: xml, question: q, answer: a, kind: number} | format: ",
                "{format: csv, question: q, answer: a, kind: word} | kind 'word' is not one of number, choice, text",
                "{format: csv, question: q, answer: a, kind: number, colour: red} | colour: ",
                "{format: csv, question: q, answer: a, kind: number, answer_is: index0} | answer_is needs choices",
                "{format: csv, question: q, answer: a, kind: number, first: -1} | first must not be negative",
                "`{format: csv` | m.yaml",
            })
    void shouldSayWhatIsWrongInAMapping(String yaml, String message) {
        assertThatThrownBy(() -> mapping(yaml))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("m.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void shouldReadInfiniteBenchSummaries() throws Exception {
        Path file = Files.writeString(
                directory.resolve("longbook_sum_eng.jsonl"),
                """
                {"id":0,"context":"Once.","input":"","answer":["A book.","Of one word."],"options":[]}
                {"id":1,"context":"","answer":["x"]}
                {"id":2,"context":"Twice.","answer":[]}
                {"id":3,"context":"Thrice.","answer":"Three."}
                """);
        DatasetFile.Loaded loaded = InfiniteBench.summaries(file);
        assertThat(loaded.bad().count()).isEqualTo(2);
        assertThat(loaded.dataset().kind()).isEqualTo(AnswerKind.TEXT);
        assertThat(loaded.dataset().documents())
                .extracting(Document::number, Document::prompt)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, "Summarize the book below.\n\nOnce.\n\nSummary:"),
                        org.assertj.core.groups.Tuple.tuple(3, "Summarize the book below.\n\nThrice.\n\nSummary:"));
        assertThat(loaded.dataset().documents().get(0).answers())
                .containsExactly(new Answer(1, "A book."), new Answer(1, "Of one word."));
        Path built = directory.resolve("en_sum.jsonl.gz");
        DatasetFile.write(loaded.dataset(), built);
        assertThat(DatasetFile.read(built).dataset().documents().get(0))
                .isEqualTo(loaded.dataset().documents().get(0));
    }

    private Mapping mapping(String yaml) throws java.io.IOException {
        return Mapping.read(Files.writeString(directory.resolve("m.yaml"), yaml));
    }
}
