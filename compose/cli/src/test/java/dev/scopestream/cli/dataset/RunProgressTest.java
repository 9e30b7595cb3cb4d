package dev.scopestream.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.DeadLetter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunProgressTest {
    private static final DeadLetter LETTER = new DeadLetter("is empty", "prompt", 0, "scope.prompts", 0, 1, "w");

    private final AtomicLong clock = new AtomicLong(5);
    private final StringWriter text = new StringWriter();
    private final RunJournal journal = new RunJournal(List.of("a", "b", "c", "d"));

    @Test
    void shouldEstimateFromWhatWasDoneSinceItWentOn() {
        journal.refused("a", LETTER);
        try (RunProgress progress = new RunProgress(journal, false, new PrintWriter(text, true), clock::get)) {
            progress.show(journal);
            clock.addAndGet(Duration.ofSeconds(8).toNanos());
            journal.generated("b", 400);
            journal.generated("another run's", 1000);
            journal.refused("b", LETTER);
            progress.show(journal);
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "  1/4 documents, 0 tokens, 0 tokens/s, ETA -",
                        "  2/4 documents, 400 tokens, 50 tokens/s, ETA 16.0 s");
    }

    @Test
    void shouldPrintALineEveryFewSecondsOnly() {
        try (RunProgress progress = new RunProgress(journal, false, new PrintWriter(text, true), clock::get)) {
            for (int i = 0; i < 10; i++) {
                progress.show(journal);
                clock.addAndGet(Duration.ofSeconds(1).toNanos());
            }
        }
        assertThat(text.toString()).hasLineCount(2);
    }

    @Test
    void shouldTakeTheLastScoreAndOnlyItsOwn() {
        journal.scored(score("a", 0, 0));
        journal.scored(score("a", 0, 1));
        journal.scored(score("another run's", 0, 1));

        assertThat(journal.scored()).isEqualTo(1);
        assertThat(journal.score("a"))
                .hasValueSatisfying(s -> assertThat(s.alignedScore()).isEqualTo(1));
    }

    @Test
    void shouldPairDocumentsByNumberAndCallNoiseNoise() {
        List<AccuracyEvent> first = new ArrayList<>();
        List<AccuracyEvent> better = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            first.add(score("f" + i, i, 0.5));
            better.add(0, score("b" + i, i, 0.75));
        }
        better.add(score("b9", 9, 0));
        List<PolicyOutcome> outcomes = List.of(PolicyOutcome.of("full", first), PolicyOutcome.of("half", better));

        assertThat(RunReport.differences(outcomes).lines().skip(2))
                .singleElement()
                .asString()
                .startsWith("half less full")
                .contains("8", "aligned", "+25.00", "[+25.00, +25.00]", "beyond noise");
        assertThat(RunReport.differences(List.of(outcomes.get(0), outcomes.get(0))))
                .contains("may be noise");
        assertThat(RunReport.differences(outcomes.subList(0, 1))).isEmpty();
        assertThat(RunReport.scores(outcomes).lines().skip(1).findFirst().orElseThrow())
                .contains("full", "8", "50.0000", "0.00");
    }

    private static AccuracyEvent score(String id, int document, double aligned) {
        return new AccuracyEvent(
                id,
                "synthetic_4",
                document,
                "tiny",
                "h2o+slide",
                "",
                "",
                0.5,
                aligned,
                List.of(),
                0,
                0,
                0,
                null,
                null,
                null);
    }
}
