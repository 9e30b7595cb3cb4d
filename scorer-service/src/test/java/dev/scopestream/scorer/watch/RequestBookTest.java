package dev.scopestream.scorer.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ChunkKv;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.scorer.stream.ScorerRecords;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBookTest {
    private static final long NOW = 1_000_001_000L;

    private final Rates rates = new Rates(() -> NOW);
    private final RequestBook book = new RequestBook(1000, 8 << 20, 10, rates);

    @Test
    void shouldFollowARequestThroughItsStates() {
        book.prompt(place(Topics.PROMPTS, NOW - 300), prompt("a"));
        assertThat(book.state("a")).contains(RequestState.WAITING);
        book.chunk(NOW - 100, chunk("a", 1, 0, "one ", 4, new ChunkKv(10, 40, 3, 0, 0, null)));
        book.chunk(NOW, chunk("a", 1, 1, "two", 4, new ChunkKv(12, 60, 8, 0, 2, null)));
        assertThat(book.state("a")).contains(RequestState.RUNNING);
        assertThat(book.held()).isEqualTo(new RequestBook.Held(12, 60));

        Rates.Point now = rates.points().get(rates.points().size() - 1);
        assertThat(now.tokensPerSecond()).isEqualTo(8.0);
        assertThat(now.evictedPerSecond()).isEqualTo(8.0);
        assertThat(now.recalledPerSecond()).isEqualTo(2.0);
        assertThat(now.firstTokenMs()).isEqualTo(200.0);

        book.result(place(Topics.RESULTS, NOW), ScorerRecords.result("a", "h2o+slide", "one two"));
        assertThat(book.counts()).isEqualTo(new RequestBook.Counts(0, 0, 1, 0, 0));
        assertThat(book.held()).isEqualTo(new RequestBook.Held(0, 0));
        assertThat(book.view("a").orElseThrow().attempts().get(0).worker()).isEqualTo("worker-1");
        // 7 + 9 evicted in all, 8 of them in chunks
        assertThat(rates.points().get(179).evictedPerSecond()).isEqualTo(16.0);
    }

    @Test
    void shouldTellAReaderWhatIsNew() {
        NewsCursor cursor = new NewsCursor();
        assertThat(book.news("a", cursor)).isEmpty();
        book.chunk(NOW, chunk("a", 1, 0, "lost", 1, null));
        assertThat(book.news("a", cursor).orElseThrow().text()).isEqualTo("lost");
        assertThat(book.news("a", cursor)).isEmpty();
        book.chunk(NOW, chunk("a", 2, 0, "anew", 1, null));
        RequestNews restarted = book.news("a", cursor).orElseThrow();
        assertThat(restarted.restart()).isTrue();
        assertThat(restarted.text()).isEqualTo("anew");
        assertThat(restarted.request().attempts()).hasSize(2);
    }

    @Test
    void shouldRememberTheLatestOfTenThousand() {
        for (int i = 0; i < 10_000; i++) {
            book.result(place(Topics.RESULTS, NOW), ScorerRecords.result("r" + i, "h2o+slide", "x"));
        }
        RequestBook.Counts counts = book.counts();
        assertThat(counts.finished()).isBetween(900, 1000);
        assertThat(counts.finished() + counts.forgotten()).isEqualTo(10_000);
        assertThat(book.find("", null, 100)).hasSize(100).first().satisfies(r -> assertThat(r.id())
                .isEqualTo("r9999"));
    }

    @Test
    void shouldBoundWhatRunningTextsTake() {
        String text = "x".repeat(100_000);
        for (int i = 0; i < 200; i++) {
            book.chunk(NOW, chunk("r" + i, 1, 0, text, 1, null));
        }
        RequestBook.Counts counts = book.counts();
        assertThat(counts.running()).isBetween(1, (8 << 20) / 200_000);
        assertThat(counts.running() + counts.forgotten()).isEqualTo(200);
    }

    @Test
    void shouldBeginAnewWhenADeadLetterIsSentAgain() {
        DeadLetter letter = new DeadLetter("too long", "prompt", 1, Topics.PROMPTS, 0, 7, "w");
        book.prompt(place(Topics.PROMPTS, NOW - 20), prompt("a"));
        book.deadLetter("a", place(Topics.DEAD_LETTERS, NOW - 10), letter, true);
        assertThat(book.state("a")).contains(RequestState.REFUSED);
        book.prompt(place(Topics.PROMPTS, NOW), prompt("a"));
        assertThat(book.state("a")).contains(RequestState.WAITING);
        assertThat(book.letters()).hasSize(1);
        assertThat(book.counts()).isEqualTo(new RequestBook.Counts(1, 0, 0, 0, 0));
    }

    private static Place place(String topic, long time) {
        return new Place(topic, 0, 1, time, 10);
    }

    private static PromptEvent prompt(String id) {
        return PromptEvent.builder().id(id).prompt("text").maxTokens(10).build();
    }

    private static ChunkEvent chunk(String id, int attempt, int index, String text, int tokens, ChunkKv kv) {
        return new ChunkEvent(id, attempt, index, text, null, tokens, false, kv);
    }

    @Test
    void shouldPairTheSameDocuments() {
        PairedScores scores = new PairedScores();
        for (int document = 0; document < 4; document++) {
            scores.add(ScorerRecords.scored("allkv+none", "all", document, 1.0));
            scores.add(ScorerRecords.scored("h2o+slide", "60%", document + 1, 0.5));
        }
        List<PairedScores.Pair> pairs = scores.pairs("synthetic");
        assertThat(pairs).hasSize(1);
        assertThat(pairs.get(0).base().policy()).isEqualTo("allkv+none");
        assertThat(pairs.get(0).aligned().n()).isEqualTo(3);
        assertThat(pairs.get(0).aligned().mean()).isEqualTo(-50.0);
    }

    @Test
    void shouldTellVariantsOfAPolicyApart() {
        PairedScores scores = new PairedScores();
        for (int document = 0; document < 4; document++) {
            scores.add(ScorerRecords.scored("allkv+none", "", "all", document, 1.0));
            scores.add(ScorerRecords.scored("h2o+slide", "", "60%", document, 0.5));
            scores.add(ScorerRecords.scored("h2o+slide", "recall 64", "60%", document, 0.75));
            scores.add(ScorerRecords.scored("h2o+slide", null, "60%", document, 0.25));
        }
        assertThat(scores.pairs("synthetic"))
                .extracting(pair -> pair.other().policy(), pair -> pair.other().unsaid(), pair -> pair.aligned()
                        .mean())
                .containsExactlyInAnyOrder(
                        tuple("h2o+slide", false, -50.0),
                        tuple("h2o+slide (recall 64)", false, -25.0),
                        tuple("h2o+slide", true, -75.0));
    }
}
