package dev.scopestream.scorer.watch;

import dev.scopestream.client.ChunkAssembly;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ResultEvent;
import java.util.ArrayList;
import java.util.List;

/** What is known of one request. Guarded by its {@link RequestBook}. */
final class WatchedRequest {
    /** Bytes that a request takes, besides what {@link #bytes} counts. */
    private static final int FRAME = 1024;

    private static final int MEASURED_BYTES = 80;
    private static final int MOST_MEASURED = 240;
    private static final int MOST_COLUMNS = 96;
    private static final int MOST_ATTEMPTS = 16;

    private final String id;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Thinned<Measured> measured = new Thinned<>(MOST_MEASURED);
    private final Thinned<KeptColumn> columns = new Thinned<>(MOST_COLUMNS);
    private ChunkAssembly text = new ChunkAssembly();
    private long columnBytes;
    private Measured latest;
    private Place prompt;
    private KvSpec asked;
    private Integer maxTokens;
    private Place ending;
    private ResultEvent result;
    private DeadLetter deadLetter;
    private Place score;
    private double alignedScore;
    private double referenceScore;
    private long changed;

    WatchedRequest(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    void prompt(Place place, PromptEvent event) {
        prompt = place;
        asked = event.kv();
        maxTokens = event.stopping() == null ? null : event.stopping().maxTokens();
        changed++;
    }

    /** @return entries that were evicted and recalled since the attempt's chunk before */
    Losses chunk(long time, ChunkEvent chunk) {
        changed++;
        if (state() == RequestState.FINISHED || state() == RequestState.REFUSED) {
            return Losses.NONE;
        }
        boolean later = text.accept(chunk);
        if (later) {
            measured.clear();
            columns.clear();
            columnBytes = 0;
        }
        int tokens = attempt(chunk.attempt(), time, chunk.tokens());
        if (chunk.kv() == null || chunk.choice() > 0 || chunk.attempt() < text.attempt()) {
            return Losses.NONE;
        }
        Measured now = new Measured(
                chunk.attempt(),
                time,
                tokens,
                chunk.kv().heldBytes(),
                chunk.kv().fullBytes(),
                chunk.kv().evicted(),
                chunk.kv().spilled(),
                chunk.kv().recalled());
        Losses since = Losses.since(latest, now);
        latest = now;
        measured.add(now);
        if (chunk.kv().kept() != null) {
            columns.add(new KeptColumn(chunk.attempt(), tokens, chunk.kv().kept()));
            columnBytes = (long) columns.size()
                    * chunk.kv().kept().layers().stream()
                            .mapToLong(String::length)
                            .sum();
        }
        return since;
    }

    private int attempt(int number, long time, int tokens) {
        for (int i = 0; i < attempts.size(); i++) {
            if (attempts.get(i).number() == number) {
                attempts.set(i, attempts.get(i).chunk(time, tokens));
                return attempts.get(i).tokens();
            }
        }
        if (attempts.size() < MOST_ATTEMPTS) {
            attempts.add(new Attempt(number, time, time, tokens, null));
        }
        return tokens;
    }

    /** @return entries that were evicted and recalled since the last chunk */
    Losses result(Place place, ResultEvent event) {
        changed++;
        ending = place;
        result = event.toBuilder()
                .output("", List.of(), event.ended())
                .choices(List.of())
                .build();
        text = null;
        boolean known = attempts.stream().anyMatch(a -> a.number() == event.attempt());
        if (!known) {
            attempts.add(new Attempt(
                    event.attempt(), place.time(), place.time(), event.usage().completionTokens(), null));
        }
        attempts.replaceAll(a -> a.number() == event.attempt() ? a.by(event.worker()) : a);
        return Losses.atEnd(latest, event);
    }

    void deadLetter(Place place, DeadLetter letter) {
        changed++;
        ending = place;
        deadLetter = letter;
        text = null;
    }

    void scored(Place place, AccuracyEvent event) {
        changed++;
        score = place;
        alignedScore = event.alignedScore();
        referenceScore = event.referenceScore();
    }

    RequestState state() {
        if (result != null) {
            return RequestState.FINISHED;
        }
        if (deadLetter != null) {
            return RequestState.REFUSED;
        }
        return attempts.isEmpty() ? RequestState.WAITING : RequestState.RUNNING;
    }

    /** When its prompt was stored, or its first other record; epoch milliseconds. */
    long since() {
        if (prompt != null) {
            return prompt.time();
        }
        if (!attempts.isEmpty()) {
            return attempts.get(0).first();
        }
        return ending == null ? 0 : ending.time();
    }

    Place prompt() {
        return prompt;
    }

    Place ending() {
        return ending;
    }

    /** Its cache at its latest chunk, while it runs; null: not said. */
    Measured latest() {
        return state() == RequestState.RUNNING ? latest : null;
    }

    long bytes() {
        long chars = text == null ? 0 : 2L * (text.textLength() + text.reasoningLength());
        return FRAME + chars + (long) measured.size() * MEASURED_BYTES + columnBytes;
    }

    /** A count that grows with each change. */
    long version() {
        return changed;
    }

    ChunkAssembly text() {
        return text;
    }

    RequestView view() {
        return new RequestView(
                id,
                state(),
                since(),
                asked,
                maxTokens,
                List.copyOf(attempts),
                result,
                deadLetter,
                score == null ? null : new RequestView.Scores(alignedScore, referenceScore),
                new RequestView.Places(prompt, ending, score));
    }

    List<Measured> measured() {
        return measured.all();
    }

    List<KeptColumn> columns() {
        return columns.all();
    }
}
