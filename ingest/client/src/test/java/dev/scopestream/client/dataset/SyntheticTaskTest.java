package dev.scopestream.client.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.events.Answer;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Template;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SyntheticTaskTest {
    private static final Pattern QUESTION = Pattern.compile("Question_(\\d+): (?:#(\\d+)|(\\d))([+-])(\\d)\n");

    /** synthetic-by-task-py.jsonl was made by the trained model's task.py: random.Random(2026), half references. */
    @Test
    void shouldWriteWhatTheTrainingTaskWrites() throws Exception {
        List<JsonNode> documents = new ArrayList<>();
        try (InputStream in = SyntheticTaskTest.class.getResourceAsStream("synthetic-by-task-py.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty()) {
                    documents.add(new ObjectMapper().readTree(line));
                }
            }
        }
        assertThat(documents).hasSize(5);
        for (JsonNode theirs : documents) {
            Document ours = SyntheticTask.document(0, parse(theirs.get("prompt").textValue()));
            assertThat(ours.prompt()).isEqualTo(theirs.get("prompt").textValue());
            assertThat(ours.output()).isEqualTo(theirs.get("output").textValue());
            assertThat(ours.answers()).hasSize(theirs.get("answers").size()).allSatisfy(a -> assertThat(a.answer())
                    .isEqualTo(theirs.get("answers")
                            .get(Integer.toString(a.label()))
                            .asText()));
        }
    }

    private static List<SyntheticQuestion> parse(String prompt) {
        List<SyntheticQuestion> questions = new ArrayList<>();
        Matcher m = QUESTION.matcher(prompt);
        while (m.find()) {
            questions.add(new SyntheticQuestion(
                    Integer.parseInt(m.group(1)),
                    m.group(3) == null ? 0 : Integer.parseInt(m.group(3)),
                    Optional.ofNullable(m.group(2)).map(Integer::valueOf),
                    m.group(4).charAt(0),
                    Integer.parseInt(m.group(5))));
        }
        return questions;
    }

    @Test
    void shouldGiveTheSameDocumentsForTheSameSeed() {
        Dataset ten = SyntheticTask.dataset(7, 32, 10);
        assertThat(SyntheticTask.dataset(7, 32, 20).first(10)).isEqualTo(ten);
        assertThat(SyntheticTask.dataset(8, 32, 10)).isNotEqualTo(ten);
        assertThat(ten.documents().stream().map(Document::prompt)).doesNotHaveDuplicates();
        // so that it never changes from build to build
        assertThat(ten.documents().get(3).prompt())
                .startsWith("Question_32: 4-9\nQuestion_33: #32-3\nQuestion_34: 1-6\n");
    }

    @Test
    void shouldReferAsOftenAsAsked() {
        long referring = SyntheticTask.documents(1, 64, 200, 0.35).stream()
                .flatMap(d -> d.questions().stream())
                .filter(q -> q.contains("#"))
                .count();
        // 200 x 63 questions can refer: 4410 expected, standard deviation 54
        assertThat(referring).isBetween(4190L, 4630L);
        assertThat(SyntheticTask.documents(1, 64, 20, 0))
                .noneMatch(d -> d.prompt().contains("#"));
        assertThat(SyntheticTask.documents(1, 3, 20, 1).get(0).questions().get(1))
                .contains("#");
    }

    @Test
    void shouldUseLabelsThatTheModelKnows() {
        assertThat(SyntheticTask.documents(3, 33, 500, 0.35)).allSatisfy(d -> assertThat(d.answers())
                .hasSize(33)
                .extracting(Answer::label)
                .isSorted()
                .allMatch(label -> label >= 1 && label <= SyntheticTask.LABELS));
    }

    @Test
    void shouldBecomeAPromptWithItsReference() {
        Dataset set = SyntheticTask.dataset(1, 4, 2);
        PromptEvent prompt = set.prompt(set.documents().get(1), Template.NONE)
                .id("x")
                .maxTokens(100)
                .build();
        assertThat(EventCodec.PROMPT.decode(EventCodec.PROMPT.encode(prompt))).isEqualTo(prompt);
        assertThat(prompt.input().prompt()).endsWith("\n\n");
        assertThat(prompt.reference().dataset()).isEqualTo("synthetic_4");
        assertThat(prompt.reference().document()).isEqualTo(1);
        assertThat(prompt.reference().answers())
                .isEqualTo(set.documents().get(1).answers());
    }

    @Test
    void shouldSayWhatIsOutOfRange() {
        assertThatThrownBy(() -> SyntheticTask.dataset(1, 65, 1)).hasMessage("k must be from 1 to 64, is 65");
        assertThatThrownBy(() -> SyntheticTask.dataset(1, 1, -1)).hasMessageContaining("is -1");
        assertThatThrownBy(() -> SyntheticTask.documents(1, 1, 1, Double.NaN)).hasMessageContaining("is NaN");
    }
}
