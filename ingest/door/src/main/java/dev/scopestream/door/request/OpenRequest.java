package dev.scopestream.door.request;

import dev.scopestream.client.ChunkAssembly;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.events.ChunkEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** One request that waits for its final record, and its samples' texts so far. Watchers are told of each change. */
public final class OpenRequest {
    private static final int MOST_EARLY = 16;

    private final String id;
    private final String digest;
    private final Set<Runnable> watchers = new CopyOnWriteArraySet<>();
    private final Map<Integer, ChunkAssembly> samples = new HashMap<>();
    private final List<Ending> early = new ArrayList<>();
    private Outcome outcome;
    private Place own;

    OpenRequest(String id, String digest) {
        this.id = id;
        this.digest = digest;
    }

    public String id() {
        return id;
    }

    /** Of the body that was sent. */
    String digest() {
        return digest;
    }

    Set<Runnable> watchers() {
        return watchers;
    }

    /** A chunk came. */
    public void piece(ChunkEvent chunk) {
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            sample(chunk.choice()).accept(chunk);
        }
        watchers.forEach(Runnable::run);
    }

    /** A final record came. */
    public void end(Ending ending) {
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            if (own == null && ending.outcome() instanceof Outcome.Refused) {
                // whether it ends this prompt or one before is known when this one's place is
                if (early.size() < MOST_EARLY) {
                    early.add(ending);
                }
                return;
            }
            if (own != null && ending.endsOneBefore(own)) {
                return;
            }
            outcome = ending.outcome();
        }
        watchers.forEach(Runnable::run);
    }

    /** Its prompt is on the topic. */
    public void sent(Place place) {
        List<Ending> held;
        synchronized (this) {
            own = place;
            held = List.copyOf(early);
            early.clear();
        }
        held.forEach(this::end);
    }

    /** It ends whatever comes. */
    public void close(Outcome how) {
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            outcome = how;
        }
        watchers.forEach(Runnable::run);
    }

    public synchronized Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Whether some of the text is there. */
    public synchronized boolean hasText() {
        return samples.values().stream().anyMatch(s -> s.textLength() > 0 || s.reasoningLength() > 0);
    }

    /**
     * What came of a sample since the cursor was here last; a text that is whole, as its result has it.
     *
     * @param sample from 0, of as many as the prompt asked for
     */
    public synchronized TextCursor.Delta advance(TextCursor cursor, int sample) {
        if (!(outcome instanceof Outcome.Answered answered)) {
            return cursor.advance(sample(sample));
        }
        // a result of the same id may be another sender's, of fewer samples
        List<FinishedText.Text> texts = answered.finished().texts();
        return sample < texts.size() ? cursor.advance(texts.get(sample)) : TextCursor.Delta.NOTHING;
    }

    private ChunkAssembly sample(int number) {
        return samples.computeIfAbsent(number, n -> new ChunkAssembly(n));
    }
}
