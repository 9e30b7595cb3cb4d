package dev.scopestream.client.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.Message;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LongGenBenchTest {
    @TempDir
    Path directory;

    static Stream<String> sets() {
        return PublishedDatasets.SETS.stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldRebuildPublishedDocumentsToTheByte(String set) {
        DatasetFile.Loaded published = DatasetFile.read(PublishedDatasets.sampleFile(set, directory));
        assertThat(published.bad().count()).isZero();
        assertThat(rebuilt(set, published.dataset())).isEqualTo(PublishedDatasets.sample(set));
    }

    /** All documents: {@code mvn verify -Pslow -Dscopestream.longgenbench=DIRECTORY}. */
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("sets")
    void shouldRebuildTheWholePublishedSetsToTheByte(String set) throws Exception {
        String where = System.getProperty("scopestream.longgenbench");
        assumeTrue(where != null, "-Dscopestream.longgenbench names no directory");
        Path file = Path.of(where).resolve(set + ".jsonl.gz");
        DatasetFile.Loaded published = DatasetFile.read(file);
        assertThat(published.bad().count()).isZero();
        assertThat(rebuilt(set, published.dataset())).isEqualTo(PublishedDatasets.unpacked(Files.readAllBytes(file)));
    }

    /** A set made anew of its questions and answers, through a file. */
    private String rebuilt(String set, Dataset published) {
        List<Question> questions = new ArrayList<>();
        for (Document d : published.documents()) {
            for (int i = 0; i < d.questions().size(); i++) {
                questions.add(new Question(
                        d.task(), d.questions().get(i), d.answers().get(i).answer()));
            }
        }
        DatasetBuilder.Built built = DatasetBuilder.build(
                set,
                PublishedDatasets.benchmark(set).form(),
                new Questions(questions, new BadLines()),
                PublishedDatasets.k(set));
        assertThat(built.leftOver()).isZero();
        assertThat(built.dataset()).isEqualTo(published);
        Path file = directory.resolve("rebuilt.jsonl.gz");
        DatasetFile.write(built.dataset(), file);
        try {
            return PublishedDatasets.unpacked(Files.readAllBytes(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void shouldNumberQuestionsAfterTheExamples() {
        Dataset gsm8k = DatasetFile.read(PublishedDatasets.sampleFile("gsm8k_30", directory))
                .dataset();
        assertThat(gsm8k.name()).isEqualTo("gsm8k_30");
        assertThat(gsm8k.kind()).isEqualTo(AnswerKind.NUMBER);
        assertThat(gsm8k.documents().get(1).number()).isEqualTo(1);
        assertThat(gsm8k.documents().get(1).answers())
                .hasSize(30)
                .extracting(Answer::label)
                .startsWith(9, 10, 11);
        Dataset mmlu = DatasetFile.read(PublishedDatasets.sampleFile("mmlu_30", directory))
                .dataset();
        assertThat(mmlu.kind()).isEqualTo(AnswerKind.CHOICE);
        assertThat(mmlu.documents().get(0).answers())
                .hasSize(30)
                .extracting(Answer::label)
                .startsWith(6, 7, 8);
        assertThat(mmlu.documents().get(0).task()).isEqualTo("abstract_algebra");
    }

    @Test
    void shouldBecomePromptsWithTheSystemText() {
        Dataset set = DatasetFile.read(PublishedDatasets.sampleFile("csqa_40", directory))
                .dataset();
        Document document = set.documents().get(0);
        PromptEvent scope = set.prompt(document, Template.LLAMA3_SCOPE).id("1").build();
        assertThat(scope.input().messages())
                .containsExactly(
                        new Message(Message.Role.SYSTEM, LongGenBench.SYSTEM),
                        new Message(Message.Role.USER, document.prompt()));
        assertThat(EventCodec.PROMPT.decode(EventCodec.PROMPT.encode(scope))).isEqualTo(scope);
        assertThat(set.prompt(document, Template.NONE).build().input().prompt())
                .isEqualTo(LongGenBench.SYSTEM + "\n\n" + document.prompt());
        Dataset mmlu = DatasetFile.read(PublishedDatasets.sampleFile("mmlu_30", directory))
                .dataset();
        assertThat(mmlu.documents().get(0).system())
                .endsWith(" The following are multiple choice questions (with answers) about ");
    }

    @Test
    void shouldKeepWhatThePublishedFormCanNotSay() {
        Dataset written = new Dataset(
                "mine",
                AnswerKind.TEXT,
                List.of(new Document(
                        0, "", "Be brief.", "Sum up:\u0001\u2028é", List.of(), List.of(new Answer(1, "one")), "")));
        Path file = directory.resolve("mine.jsonl");
        DatasetFile.write(written, file);
        assertThat(DatasetFile.read(file).dataset()).isEqualTo(written);
        assertThat(file)
                .content(UTF_8)
                .contains("Sum up:\\u0001\u2028é", "\"kind\": \"text\"", "\"system\": \"Be brief.\"");
    }

    @Test
    void shouldWriteTheSyntheticTaskAsAFileToo() {
        Dataset synthetic = SyntheticTask.dataset(1, 16, 3);
        Path file = directory.resolve("synthetic_16.jsonl");
        DatasetFile.write(synthetic, file);
        Dataset read = DatasetFile.read(file).dataset();
        assertThat(read.kind()).isEqualTo(synthetic.kind());
        assertThat(read.documents().stream().map(Document::prompt))
                .isEqualTo(synthetic.documents().stream().map(Document::prompt).toList());
        assertThat(read.documents().stream().map(Document::answers))
                .isEqualTo(synthetic.documents().stream().map(Document::answers).toList());
    }
}
