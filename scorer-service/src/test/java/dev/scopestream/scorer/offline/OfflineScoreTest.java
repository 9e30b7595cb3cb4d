package dev.scopestream.scorer.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineScoreTest {
    private static final String GOOD =
            "{\"document\": 0, \"answers\": [\"#### 18\", \"#### 3\"], \"prediction\": \"Answer_9: The answer is 18.\"}\n";

    @TempDir
    Path directory;

    @Test
    void shouldCountAndNameBadLinesAndScoreTheOthers() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(GOOD.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes("not JSON\n".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(new byte[] {'{', (byte) 0xff, (byte) 0xc0, '}', '\n'});
        bytes.writeBytes("[1]\n\n{\"document\": -1}\n{\"document\": 3}\n".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes("{\"document\": 4, \"prediction\": \"x\"}\n".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(
                "{\"document\": 5, \"answers\": [[]], \"prediction\": \"x\"}\n".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(GOOD.strip().getBytes(StandardCharsets.UTF_8));
        List<AccuracyEvent> events = new ArrayList<>();
        Report report = score("gsm8k", bytes.toByteArray(), events);
        assertThat(events).hasSize(2);
        assertThat(report.referenceText()).isEqualTo("50.0");
        assertThat(report.alignedText()).isEqualTo("50.0");
        assertThat(report.missing()).isEqualTo(2);
        assertThat(report.bad()).extracting(BadLine::line).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(report.bad().get(0).toString()).isEqualTo("p.jsonl, line 2: is not JSON (column 1)");
        assertThat(report.bad().get(1).reason()).isEqualTo("is not UTF-8");
        assertThat(report.bad().get(4).reason()).contains("document must be");
        assertThat(report.bad().get(6).reason()).contains("document 4 of gsm8k isn't known");
    }

    @Test
    void shouldPassOverAByteOrderMarkAtTheBeginningOnly() throws IOException {
        List<AccuracyEvent> events = new ArrayList<>();
        Report report = score("gsm8k", ("\uFEFF" + GOOD + "\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_8), events);
        assertThat(events).hasSize(1);
        assertThat(report.bad()).extracting(BadLine::line).containsExactly(2L);
    }

    @Test
    void shouldMakeReadableEventsOfHalfSurrogatePairs() throws IOException {
        String line =
                """
                {"document":1,"answers":["A",{"label":-1,"answer":"B"}],"prediction":""}
                {"document":2,"answers":["A"],"prediction":"Answer_6: The answer is (\\ud800)"}
                """;
        List<AccuracyEvent> events = new ArrayList<>();
        Report report = score("csqa", line.getBytes(StandardCharsets.UTF_8), events);
        assertThat(report.bad().get(0).reason()).contains("answers[1].label");
        assertThat(events).hasSize(1);
        assertThat(EventCodec.ACCURACY.decode(EventCodec.ACCURACY.encode(events.get(0))))
                .isEqualTo(events.get(0));
        assertThat(events.get(0).questions().get(0).foundReference()).isEqualTo("\ufffd");
    }

    @Test
    void shouldScoreSummariesToTheLastBit() throws IOException {
        String line = "{\"document\":0,\"answers\":[\"whale\"],\"prediction\":\"A whale.\"}";
        List<AccuracyEvent> events = new ArrayList<>();
        Report report = score("en_sum", line.getBytes(StandardCharsets.UTF_8), events);
        assertThat(events.get(0).referenceScore()).isEqualTo(2 / 3.0);
        assertThat(report.alignedText()).isEqualTo("66.6667");
    }

    @Test
    void shouldScoreTenMegabytesOfText() throws IOException {
        String line =
                "{\"document\":1,\"answers\":[\"A\"],\"prediction\":\"" + "Answer_6: ".repeat(1_000_000) + "\"}\n";
        Report report = score("csqa", line.getBytes(StandardCharsets.UTF_8), new ArrayList<>());
        assertThat(report.referenceText()).isEqualTo("0.0");
        assertThat(report.missing()).isEqualTo(1);
    }

    @Test
    void shouldTakeAnswersFromTheDataSetsFile() throws IOException {
        Path set = directory.resolve("csqa_40.jsonl");
        Files.writeString(set, "{\"prompt\":\"\",\"questions\":[],\"answers\":[\"A\",\"B\"]}\nnot JSON\n");
        Path file = directory.resolve("p.jsonl");
        Files.write(
                file,
                List.of(
                        "{\"document\":0,\"prediction\":\"Answer_7: The answer is (B)\"}",
                        "{\"document\":1,\"prediction\":\"\"}",
                        "{\"document\":7,\"prediction\":\"\"}"));
        Report report = new OfflineScore(AnswerSource.of(set.toString()), "m", "p", "b").run(file, event -> {});
        assertThat(report.dataset()).isEqualTo("csqa_40");
        assertThat(report.alignedText()).isEqualTo("50.0");
        assertThat(report.referenceText()).isEqualTo("0.0");
        assertThat(report.bad()).extracting(BadLine::file).containsExactly("csqa_40.jsonl", "p.jsonl", "p.jsonl");
    }

    @Test
    void shouldTakeLabelsAndKindFromTheDataSetsFile() throws IOException {
        Path set = directory.resolve("mine.jsonl");
        Files.write(
                set,
                List.of(
                        "{\"prompt\":\"Question_40: 3+5\\n\",\"answers\":[\"8\"]}",
                        "{\"prompt\":\"Sum it up\",\"answers\":[\"a b\"],\"kind\":\"text\"}",
                        "{\"answers\":[\"a b\"],\"kind\":\"poem\"}"));
        Path file = directory.resolve("p.jsonl");
        Files.writeString(file, "{\"document\":0,\"answers\":[\"8\"],\"prediction\":\"Answer_40: The answer is 8\"}");
        Report report = new OfflineScore(AnswerSource.of(set.toString()), "m", "p", "b").run(file, event -> {});
        assertThat(report.alignedText()).isEqualTo("100.0");
        assertThat(report.referenceText()).isEqualTo("100.0");
        assertThat(report.bad())
                .extracting(BadLine::reason)
                .containsExactly("kind must be one of number, choice, text, procedure");
    }

    @Test
    void shouldTakeLabelsWhereAnswersHaveThem() throws IOException {
        String line = "{\"document\":0,\"answers\":[{\"label\":40,\"answer\":\"8\"}],"
                + "\"prediction\":\"Answer_40: 3+5=8; #40=8. The answer is 8\"}";
        assertThat(score("synthetic", line.getBytes(StandardCharsets.UTF_8), new ArrayList<>())
                        .alignedText())
                .isEqualTo("100.0");
    }

    @Test
    void shouldScoreWhatIsThereOfACutOffFile() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 20_000; i++) {
                gzip.write(GOOD.replace("18.", i + ".").getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] half = Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
        List<AccuracyEvent> events = new ArrayList<>();
        Report report = score("gsm8k", half, events);
        assertThat(events).isNotEmpty().hasSizeLessThan(20_000);
        assertThat(report.bad()).hasSize(1);
        assertThat(report.bad().get(0).reason()).contains("damaged or cut off");
    }

    @Test
    void shouldSayWhenNothingWasScored() throws IOException {
        Report report = score("mmlu", new byte[0], new ArrayList<>());
        assertThat(report.referenceText()).isEqualTo("nan");
        assertThat(report.reference().n()).isZero();
    }

    @Test
    void shouldRefuseUnknownDataSetsAndFiles() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerSource.of("triviaqa"))
                .withMessageContaining("gsm8k, mmlu, csqa, synthetic");
        assertThatThrownBy(() -> new OfflineScore(AnswerSource.of("csqa"), "m", "p", "b")
                        .run(directory.resolve("absent"), event -> {}))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Report score(String dataset, byte[] content, List<AccuracyEvent> events) throws IOException {
        Path file = directory.resolve("p.jsonl");
        Files.write(file, content);
        return new OfflineScore(AnswerSource.of(dataset), "m", "allkv+none", "512").run(file, events::add);
    }
}
