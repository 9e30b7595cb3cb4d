package dev.scopestream.client.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the files in which the benchmarks are published to LongGenBench's documents. */
class RawSourcesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CHOICE = Pattern.compile("\\(([A-E])\\) (.*?)(?= \\([B-E]\\) |$)");
    private static final Pattern FOUR =
            Pattern.compile("(.*)\n\\(A\\) (.*?)\\(B\\) (.*?)\\(C\\) (.*?)\\(D\\) (.*)", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void shouldBuildGsm8kFromItsTestFile() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Document d : sample("gsm8k_30").documents()) {
            for (int i = 0; i < d.questions().size(); i++) {
                lines.add(JSON.createObjectNode()
                        .put("question", d.questions().get(i))
                        .put("answer", d.answers().get(i).answer())
                        .toString());
            }
        }
        lines.add("{\"question\":\"left over\",\"answer\":\"#### 1\"}");
        Path file = Files.write(directory.resolve("test.jsonl"), lines);
        DatasetBuilder.Built built =
                DatasetBuilder.build("gsm8k_30", LongGenBench.GSM8K.form(), RawSources.gsm8k(file), 30);
        assertThat(built.leftOver()).isEqualTo(1);
        assertThat(text(built.dataset())).isEqualTo(PublishedDatasets.sample("gsm8k_30"));
    }

    @Test
    void shouldBuildCsqaFromBothFormsOfItsFile() throws Exception {
        List<String> original = new ArrayList<>();
        List<String> huggingFace = new ArrayList<>();
        for (Document d : sample("csqa_80").documents()) {
            for (int i = 0; i < d.questions().size(); i++) {
                String[] parts = d.questions().get(i).split("\n", 2);
                String answer = d.answers().get(i).answer();
                ObjectNode nested = JSON.createObjectNode().put("answerKey", answer);
                ObjectNode question = nested.putObject("question").put("stem", parts[0]);
                ObjectNode flat =
                        JSON.createObjectNode().put("question", parts[0]).put("answerKey", answer);
                ObjectNode columns = flat.putObject("choices");
                Matcher m = CHOICE.matcher(parts[1]);
                while (m.find()) {
                    question.withArrayProperty("choices")
                            .addObject()
                            .put("label", m.group(1))
                            .put("text", m.group(2));
                    columns.withArrayProperty("label").add(m.group(1));
                    columns.withArrayProperty("text").add(m.group(2));
                }
                original.add(nested.toString());
                huggingFace.add(flat.toString());
            }
        }
        for (List<String> form : List.of(original, huggingFace)) {
            Path file = Files.write(directory.resolve("dev.jsonl"), form);
            Dataset built = DatasetBuilder.build("csqa_80", LongGenBench.CSQA.form(), RawSources.csqa(file), 80)
                    .dataset();
            assertThat(text(built)).isEqualTo(PublishedDatasets.sample("csqa_80"));
        }
    }

    @Test
    void shouldBuildMmluFromItsTables() throws Exception {
        Path tables = Files.createDirectories(directory.resolve("data/test"));
        for (Document d : sample("mmlu_30").documents()) {
            // in the published sets a question with an empty line fell apart: put it together again
            String whole = String.join("\n\n", d.questions());
            StringBuilder csv = new StringBuilder();
            int row = 0;
            for (String question : whole.split("(?<=\\(D\\) .{0,400})(?<!\n)\n\n(?!\\()", -1)) {
                Matcher m = FOUR.matcher(question);
                if (m.matches()) {
                    for (int i = 1; i <= 5; i++) {
                        csv.append('"').append(m.group(i).replace("\"", "\"\"")).append("\",");
                    }
                    csv.append(d.answers().get(row++).answer()).append('\n');
                }
            }
            // the published answers go on where the questions fell apart
            for (; row < 30; row++) {
                csv.append("more,a,b,c,d,")
                        .append(d.answers().get(row).answer())
                        .append('\n');
            }
            Files.writeString(tables.resolve(d.task() + "_test.csv"), csv);
        }
        Questions published = MmluSource.read(directory.resolve("data"), MmluSource.Splitting.PUBLISHED);
        assertThat(published.bad().count()).isZero();
        Dataset built = DatasetBuilder.build("mmlu_30", LongGenBench.MMLU.form(), published, 30)
                .dataset();
        assertThat(text(built)).isEqualTo(PublishedDatasets.sample("mmlu_30"));

        Questions whole = MmluSource.read(directory.resolve("data"), MmluSource.Splitting.WHOLE);
        assertThat(whole.items()).allMatch(q -> FOUR.matcher(q.text()).matches());
    }

    @Test
    void shouldCountAndNameWhatItCanNotUse() throws Exception {
        Path file = directory.resolve("test.jsonl");
        String good = "{\"question\":\"q\",\"answer\":\"#### 1\"}\n";
        Files.write(
                file,
                (good + "not json\n" + "[]\n" + "\n" + "{\"question\":\"q\"}\n" + "{\"question\":7,\"answer\":\"a\"}\n"
                                + "{\"question\":\"q\",\"answer\":\"\\u00e9\"} {}\n" + "X\n" + good)
                        .replace("X", "{\"a\":\"\u00ff\"}")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        Questions questions = RawSources.gsm8k(file);
        assertThat(questions.items()).hasSize(2);
        assertThat(questions.bad().count()).isEqualTo(6);
        assertThat(questions.bad().first().stream().map(Object::toString))
                .satisfiesExactly(
                        b -> assertThat(b).startsWith("test.jsonl line 2: is not JSON: Unrecognized token"),
                        b -> assertThat(b).isEqualTo("test.jsonl line 3: is not a JSON object"),
                        b -> assertThat(b).isEqualTo("test.jsonl line 5: answer is missing"),
                        b -> assertThat(b).isEqualTo("test.jsonl line 6: question is not a text"),
                        b -> assertThat(b).startsWith("test.jsonl line 7: is not JSON: Trailing token"),
                        b -> assertThat(b).isEqualTo("test.jsonl line 8: is not UTF-8"));
    }

    @Test
    void shouldGoOnBehindABrokenTableAndAnUnknownTask() throws Exception {
        String rows = "q,a,b,c,d,A\n".repeat(3);
        Files.writeString(directory.resolve("anatomy_test.csv"), rows + "q,a,b\nq,a,b,c,d,E\n" + rows);
        Files.writeString(directory.resolve("astronomy_test.csv"), "q,a,b,c,d,A\n\"never closed, a\n");
        Files.writeString(directory.resolve("gardening_test.csv"), rows + rows);
        Questions questions = MmluSource.read(directory, MmluSource.Splitting.WHOLE);
        DatasetBuilder.Built built = DatasetBuilder.build("mmlu_5", LongGenBench.MMLU.form(), questions, 5);
        assertThat(built.dataset().documents()).singleElement().satisfies(d -> assertThat(d.task())
                .isEqualTo("anatomy"));
        assertThat(built.bad().first().stream().map(Object::toString))
                .anyMatch(b -> b.equals("anatomy_test.csv line 4: is not question, A, B, C, D, answer"))
                .anyMatch(b -> b.equals("anatomy_test.csv line 5: is not question, A, B, C, D, answer"))
                .anyMatch(b -> b.startsWith("astronomy_test.csv line 2: "))
                .anyMatch(b -> b.equals("task astronomy: has 1 questions, a document needs 5"))
                .anyMatch(b -> b.equals("task gardening: there are no worked examples for it"));
    }

    @Test
    void shouldSayWhatIsMissingAltogether() throws Exception {
        Path file = Files.write(directory.resolve("x.jsonl"), "{}\n".getBytes(UTF_8));
        assertThatThrownBy(() -> DatasetBuilder.build("x", LongGenBench.GSM8K.form(), RawSources.gsm8k(file), 30))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("there is no document in 0 questions with k=30")
                .hasMessageContaining("x.jsonl line 1: question is missing");
        assertThatThrownBy(() -> RawSources.gsm8k(directory.resolve("none"))).hasMessageContaining("there is no file");
        assertThatThrownBy(() -> MmluSource.read(file, MmluSource.Splitting.WHOLE))
                .hasMessageContaining("is not a directory: MMLU is");
        assertThatThrownBy(() -> DatasetFile.read(file)).hasMessageContaining("line 1: answers is missing");
    }

    private Dataset sample(String set) {
        return DatasetFile.read(PublishedDatasets.sampleFile(set, directory)).dataset();
    }

    private static String text(Dataset dataset) {
        StringBuilder lines = new StringBuilder();
        dataset.documents()
                .forEach(d -> lines.append(DatasetFile.line(dataset, d)).append('\n'));
        return lines.toString();
    }
}
