package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The oracle must not be satisfied by anything that isn't right. */
class OracleTest {
    private final List<Sent> sent = new ArrayList<>(
            List.of(new Sent(0, 0, "a", "one two"), new Sent(1, 0, "b", "three"), new Sent(0, 1, "bad", null)));
    private final List<Observed.Result> results =
            new ArrayList<>(List.of(result("0-0 a", "a", "one two", 2), result("1-0 b", "b", "three", 1)));
    private final List<Observed.Letter> letters =
            new ArrayList<>(List.of(new Observed.Letter("0-1 bad", "not JSON", 0)));
    private final List<ChunkEvent> chunks = new ArrayList<>(List.of(
            new ChunkEvent("a", 1, 0, "one", 1, false),
            new ChunkEvent("a", 2, 1, "two", 1, true),
            new ChunkEvent("a", 2, 0, "one ", 1, false),
            new ChunkEvent("b", 1, 0, "three", 1, true)));
    private final List<String> scored = new ArrayList<>(List.of("a", "b"));

    private static Observed.Result result(String source, String id, String text, int attempt) {
        ResultEvent event = ResultEvent.builder()
                .id(id)
                .model("tiny")
                .output(text, List.of(1), FinishReason.STOP)
                .attempt(attempt)
                .worker("one")
                .build();
        return new Observed.Result(source, event, 0);
    }

    private List<String> violations() {
        return Oracle.violations(sent, new Observed(results, letters, chunks, scored));
    }

    @Test
    void shouldBeSatisfiedWhenEveryPromptHasItsOneFinalRecord() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void shouldSeeAResultThatWasSentTwice() {
        results.add(results.get(0));
        assertThat(violations()).anyMatch(v -> v.contains("2 results of a"));
    }

    @Test
    void shouldSeeAResultThatWasDropped() {
        results.remove(1);
        assertThat(violations()).anyMatch(v -> v.contains("0 results of b"));
    }

    @Test
    void shouldSeeATokenThatWasChanged() {
        results.set(0, result("0-0 a", "a", "one Two", 2));
        assertThat(violations()).anyMatch(v -> v.contains("text of a")).anyMatch(v -> v.contains("chunks of a"));
    }

    @Test
    void shouldSeeAChunkThatIsMissingOrSentTwiceWithAnotherText() {
        chunks.set(1, new ChunkEvent("a", 2, 0, "one  ", 1, false));
        assertThat(violations()).anyMatch(v -> v.contains("two different chunks 0 of attempt 2 of a"));
        chunks.remove(1);
        assertThat(violations()).anyMatch(v -> v.contains("chunks of a, attempt 2"));
    }

    @Test
    void shouldSeeADeadLetterThatIsMissingDoubledOrOfAGoodPrompt() {
        letters.add(letters.get(0));
        assertThat(violations()).anyMatch(v -> v.contains("2 final records of the prompt at 0-1 bad"));
        letters.clear();
        assertThat(violations()).anyMatch(v -> v.contains("0 final records of the prompt at 0-1 bad"));
        letters.add(new Observed.Letter("1-0 b", "tried too often", 0));
        assertThat(violations()).anyMatch(v -> v.contains("a good prompt became a dead letter: b"));
    }

    @Test
    void shouldAskForOneResultOfAnIdThatWasSentTwice() {
        sent.add(new Sent(1, 1, "a", "one two"));
        scored.remove("b");
        assertThat(violations()).containsExactly("0 scores of b");
        results.add(result("1-1 a", "a", "one two", 2));
        assertThat(violations()).anyMatch(v -> v.contains("2 results of a"));
    }

    @Test
    void shouldSeeAFinalRecordThatNobodyAskedFor() {
        letters.add(new Observed.Letter("5-17 x", "made up", 0));
        assertThat(violations()).anyMatch(v -> v.contains("5-17 x, where nothing was sent"));
    }
}
