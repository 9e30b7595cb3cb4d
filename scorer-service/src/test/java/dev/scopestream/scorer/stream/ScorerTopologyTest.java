package dev.scopestream.scorer.stream;

import static dev.scopestream.scorer.stream.ScorerRecords.reference;
import static dev.scopestream.scorer.stream.ScorerRecords.result;
import static dev.scopestream.scorer.stream.ScorerRecords.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.AccuracySummary;
import dev.scopestream.events.Answer;
import dev.scopestream.events.AnswerKind;
import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.Expected;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.ResultChoice;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.events.Usage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorerTopologyTest {
    @TempDir
    Path state;

    private TopologyFixture kafka;

    @BeforeEach
    void start() {
        kafka = new TopologyFixture(state);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldScoreAResultWhoseReferenceCameBefore() {
        kafka.reference(reference("a", 3, 4));
        assertThat(kafka.accuracy()).isEmpty();
        kafka.result(result("a", "h2o+slide", text(3)));
        AccuracyEvent event = only(kafka.accuracy());
        assertThat(event.id()).isEqualTo("a");
        assertThat(event.document()).isEqualTo(3);
        assertThat(event.dataset()).isEqualTo("synthetic");
        assertThat(event.model()).isEqualTo("longgen-tiny");
        assertThat(event.policy()).isEqualTo("h2o+slide");
        assertThat(event.budget()).isEqualTo("135/128/64");
        assertThat(event.alignedScore()).isEqualTo(0.75);
        assertThat(event.referenceScore()).isEqualTo(0.75);
        assertThat(event.missing()).isEqualTo(1);
        assertThat(event.kv().memory().meanBytes()).isEqualTo(2048.4);
        assertThat(event.usage().completionTokens()).isEqualTo(500);
        assertThat(event.questions()).hasSize(4);
    }

    /** In the field, or in the text as results of older generators have it. */
    @Test
    void shouldScoreTheAnswerWithoutItsReasoning() {
        ResultEvent apart = result("apart", "h2o+slide", text(3));
        List<Integer> tokens = apart.output().tokenIds();
        kafka.reference(reference("apart", 0, 4));
        kafka.result(apart.toBuilder()
                .output(new ResultEvent.Output(text(3), text(4), tokens, FinishReason.STOP))
                .usage(Usage.of(226, 500, 300))
                .build());
        AccuracyEvent event = only(kafka.accuracy());
        assertThat(event.alignedScore()).isEqualTo(0.75);
        assertThat(event.referenceScore()).isEqualTo(0.75);
        assertThat(event.usage().reasoningTokens()).isEqualTo(300);
        kafka.reference(reference("older", 0, 4));
        kafka.result(result("older", "h2o+slide", text(4) + "</think>" + text(3)));
        assertThat(only(kafka.accuracy()).alignedScore()).isEqualTo(0.75);
        kafka.reference(reference("unfinished", 0, 4));
        kafka.result(apart.toBuilder()
                .id("unfinished")
                .output(new ResultEvent.Output("", text(4), tokens, FinishReason.LENGTH))
                .build());
        assertThat(only(kafka.accuracy()).alignedScore()).isZero();
    }

    @Test
    void shouldScoreTheMajorityOfSeveralSamplesBesideTheFirst() {
        ResultEvent first = result("several", "h2o+slide", text(1));
        List<ResultChoice> choices = Stream.of(text(1), text(3), text(2) + "Answer_3: The answer is 9.\n", text(2), "")
                .map(text -> new ResultEvent.Output(text, null, List.of(7), FinishReason.STOP))
                .map(output -> new ResultChoice(0, 5, output, 0, first.kv()))
                .toList();
        kafka.reference(reference("several", 0, 4));
        kafka.result(first.toBuilder().choices(choices).build());
        AccuracyEvent event = only(kafka.accuracy());
        // of the third question one sample has 2, a later one 9; of the fourth none has an answer
        assertThat(event.alignedScore()).isEqualTo(0.25);
        assertThat(event.majority()).isEqualTo(new AccuracyEvent.Majority(5, 0.75, 0.75));
        kafka.reference(reference("one", 0, 4));
        kafka.result(result("one", "h2o+slide", text(3)));
        assertThat(only(kafka.accuracy()).majority()).isNull();
    }

    @Test
    void shouldScoreAResultWhoseReferenceComesLate() {
        kafka.result(result("a", "h2o+slide", text(4)));
        kafka.pass(Duration.ofDays(6));
        assertThat(kafka.accuracy()).isEmpty();
        kafka.reference(reference("a", 0, 4));
        assertThat(only(kafka.accuracy()).alignedScore()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheReferenceWithinAPrompt() {
        kafka.prompt(prompt("a", null, reference("a", 0, 2)));
        kafka.result(result("a", "h2o+slide", text(1)));
        assertThat(only(kafka.accuracy()).alignedScore()).isEqualTo(0.5);
    }

    @Test
    void shouldIgnoreDuplicates() {
        kafka.prompt(prompt("a", null, reference("a", 0, 2)));
        kafka.reference(reference("a", 0, 2));
        kafka.result(result("a", "h2o+slide", text(2)));
        assertThat(kafka.accuracy()).hasSize(1);
        kafka.result(result("a", "h2o+slide", text(0)));
        kafka.reference(reference("a", 0, 2));
        kafka.prompt(prompt("a", null, reference("a", 0, 2)));
        assertThat(kafka.accuracy()).isEmpty();
        assertThat(only(kafka.summaries()).n()).isEqualTo(1);
        assertThat(kafka.counts.get(Count.DUPLICATE_RESULTS)).isEqualTo(1);
        assertThat(kafka.counts.get(Count.DUPLICATE_REFERENCES)).isEqualTo(3);
    }

    @Test
    void shouldScoreAgainWhenTheReferenceIsUpdated() {
        kafka.prompt(prompt("a", null, reference("a", 0, 2)));
        kafka.result(result("a", "h2o+slide", text(2)));
        kafka.reference(new ReferenceEvent(
                "a", "synthetic", 0, AnswerKind.NUMBER, List.of(new Answer(1, "0"), new Answer(2, "99"))));
        assertThat(kafka.accuracy()).extracting(AccuracyEvent::alignedScore).containsExactly(1.0, 0.5);
        AccuracySummary summary = only(kafka.summaries());
        assertThat(summary.n()).isEqualTo(1);
        assertThat(summary.alignedMean()).isEqualTo(50);
        kafka.prompt(prompt("a", null, reference("a", 0, 2)));
        assertThat(kafka.accuracy())
                .as("an embedded reference doesn't undo an update")
                .isEmpty();
    }

    @Test
    void shouldMoveADocumentWhenItsDataSetIsCorrected() {
        kafka.reference(reference("a", 0, 2));
        kafka.result(result("a", "h2o+slide", text(2)));
        kafka.summaries();
        kafka.reference(new ReferenceEvent("a", "other", 0, AnswerKind.NUMBER, List.of(new Answer(1, "0"))));
        Map<String, AccuracySummary> summaries = kafka.summaries();
        assertThat(summaries).containsEntry("synthetic|longgen-tiny|h2o+slide|135/128/64", null);
        assertThat(summaries.get("other|longgen-tiny|h2o+slide|135/128/64").n()).isEqualTo(1);
    }

    @Test
    void shouldKeepMeansPerPolicyAndBudget() {
        int[] right = {4, 2, 3, 1};
        for (int i = 0; i < right.length; i++) {
            kafka.reference(reference("a" + i, i, 4));
            kafka.result(result("a" + i, "h2o+slide", text(right[i])));
            kafka.reference(reference("b" + i, i, 4));
            kafka.result(result("b" + i, "allkv+none", text(4)));
        }
        Map<String, AccuracySummary> summaries = kafka.summaries();
        AccuracySummary slide = summaries.get("synthetic|longgen-tiny|h2o+slide|135/128/64");
        assertThat(slide.n()).isEqualTo(4);
        assertThat(slide.alignedMean()).isCloseTo(62.5, within(1e-9));
        assertThat(slide.alignedError()).isCloseTo(16.1374306, within(1e-6));
        assertThat(slide.tokensPerSecond()).isCloseTo(250, within(1e-9));
        assertThat(slide.meanKvBytes()).isCloseTo(2048, within(1e-9));
        assertThat(slide.meanTimePerTokenMs()).isCloseTo(4, within(1e-9));
        AccuracySummary full = summaries.get("synthetic|longgen-tiny|allkv+none|all");
        assertThat(full.alignedMean()).isEqualTo(100);
        assertThat(full.alignedError()).isZero();
    }

    @Test
    void shouldGroupByTheShareThatWasAskedFor() {
        KvSpec kv = KvSpec.of("h2o", "slide").toBuilder()
                .capacity(EntryBudget.parse("60%"))
                .window(EntryBudget.entries(128))
                .build();
        kafka.reference(reference("a", 0, 1));
        kafka.result(result("a", "h2o+slide", text(1)));
        kafka.prompt(prompt("a", kv, null));
        kafka.prompt(prompt("b", kv, reference("b", 1, 1)));
        kafka.result(result("b", "h2o+slide", text(1)));
        Map<String, AccuracySummary> summaries = kafka.summaries();
        assertThat(summaries
                        .get("synthetic|longgen-tiny|h2o+slide|60%25/128/64")
                        .n())
                .isEqualTo(2);
        assertThat(summaries).containsEntry("synthetic|longgen-tiny|h2o+slide|135/128/64", null);
    }

    @Test
    void shouldSkipPoisonAndGoOn() {
        byte[] invalidUtf8 = {'{', '"', (byte) 0xc3, '"', '}'};
        for (String topic : List.of(Topics.RESULTS, Topics.REFERENCES, Topics.PROMPTS)) {
            kafka.raw(topic, "p", "not JSON".getBytes(StandardCharsets.UTF_8));
            kafka.raw(topic, null, invalidUtf8);
            kafka.raw(topic, "p", new byte[0]);
            kafka.raw(topic, "p", null);
            kafka.raw(topic, "p", "{\"id\":\"p\"}".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(kafka.counts.get(Count.POISON_RESULTS)).isEqualTo(4);
        assertThat(kafka.counts.get(Count.POISON_REFERENCES)).isEqualTo(4);
        assertThat(kafka.counts.get(Count.POISON_PROMPTS)).isEqualTo(4);
        kafka.reference(reference("a", 0, 1));
        kafka.result(result("a", "h2o+slide", text(1)));
        assertThat(only(kafka.accuracy()).alignedScore()).isEqualTo(1);
        assertThat(kafka.counts.get(Count.FAILED)).isZero();
    }

    @Test
    void shouldCountPredictionsWithoutAnswersAndScoreThem() {
        kafka.reference(reference("a", 0, 2));
        kafka.result(result("a", "h2o+slide", ""));
        AccuracyEvent event = only(kafka.accuracy());
        assertThat(event.alignedScore()).isZero();
        assertThat(event.missing()).isEqualTo(2);
        assertThat(kafka.counts.get(Count.WITHOUT_ANSWERS)).isEqualTo(1);
    }

    @Test
    void shouldScoreTenMegabytesOfText() {
        kafka.reference(reference("a", 0, 2));
        kafka.result(result("a", "h2o+slide", "Answer_1: ".repeat(1_000_000) + "\nAnswer_2: The answer is 1"));
        assertThat(only(kafka.accuracy()).alignedScore()).isEqualTo(0.5);
    }

    @Test
    void shouldScoreSummariesByTheirWords() {
        List<Answer> either = List.of(new Answer(1, "nothing alike"), new Answer(1, "The whale wins."));
        kafka.reference(new ReferenceEvent("t", "en_sum", 0, AnswerKind.TEXT, either));
        kafka.result(result("t", "h2o+slide", "In the end the whale, of course, wins"));
        assertThat(only(kafka.accuracy()).alignedScore()).isCloseTo(6.0 / 11, within(1e-6));
        assertThat(only(kafka.summaries()).referenceMean()).isCloseTo(600.0 / 11, within(1e-4));
    }

    @Test
    void shouldForgetReferencesOfUnknownDocumentsAfterTheRetention() {
        kafka.reference(reference("never", 0, 2));
        kafka.result(result("lonely", "h2o+slide", text(2)));
        kafka.pass(TopologyFixture.RETENTION.plusHours(2));
        assertThat(kafka.counts.get(Count.EXPIRED_REFERENCES)).isEqualTo(1);
        assertThat(kafka.counts.get(Count.EXPIRED_RESULTS)).isEqualTo(1);
        kafka.result(result("never", "h2o+slide", text(2)));
        assertThat(kafka.accuracy()).isEmpty();
    }

    private static PromptEvent prompt(String id, KvSpec kv, ReferenceEvent reference) {
        Expected expected = reference == null
                ? null
                : new Expected(reference.dataset(), reference.document(), reference.kind(), reference.answers());
        return PromptEvent.builder()
                .id(id)
                .prompt("Question_1: 0+0")
                .maxTokens(10)
                .kv(kv)
                .reference(expected)
                .build();
    }

    private static <T> T only(List<T> items) {
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private static AccuracySummary only(Map<String, AccuracySummary> summaries) {
        return only(List.copyOf(summaries.values()));
    }
}
