package dev.scopestream.client;

import dev.scopestream.events.ChunkEvent;
import java.util.TreeMap;

/**
 * The text and reasoning of one of a request's samples from its chunks, in any order and more than once. Chunks of a lost attempt
 * are dropped as soon as a later attempt shows; those of other samples are passed over.
 */
public final class ChunkAssembly {
    /** Chunks behind a gap that are kept; later ones are dropped, and the result has their text. */
    private static final int MOST_WAITING = 1024;

    private final TreeMap<Integer, ChunkEvent> waiting = new TreeMap<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final int sample;
    private int attempt;
    private int next;
    private boolean complete;

    /** Of the first sample. */
    public ChunkAssembly() {
        this(0);
    }

    /** @param sample from 0 */
    public ChunkAssembly(int sample) {
        this.sample = sample;
    }

    /**
     * Takes a chunk.
     *
     * @return true when the text that was there before is void, because a later attempt began
     */
    public boolean accept(ChunkEvent chunk) {
        if (chunk.attempt() < attempt || chunk.choice() != sample) {
            return false;
        }
        boolean restarted = chunk.attempt() > attempt && attempt > 0;
        if (chunk.attempt() > attempt) {
            attempt = chunk.attempt();
            waiting.clear();
            text.setLength(0);
            reasoning.setLength(0);
            next = 0;
            complete = false;
        }
        if (chunk.index() >= next && (chunk.index() == next || waiting.size() < MOST_WAITING)) {
            waiting.put(chunk.index(), chunk);
        }
        while (!waiting.isEmpty() && waiting.firstKey() == next) {
            ChunkEvent first = waiting.pollFirstEntry().getValue();
            text.append(first.text());
            reasoning.append(first.reasoning() == null ? "" : first.reasoning());
            complete |= first.last();
            next++;
        }
        return restarted;
    }

    /** The text without a gap so far. */
    public String text() {
        return text.toString();
    }

    /** The attempt that the text is of; 0: none yet. */
    public int attempt() {
        return attempt;
    }

    /** Characters of the text without a gap so far. */
    public int textLength() {
        return text.length();
    }

    /** The text from this character on. */
    public String textFrom(int start) {
        return text.substring(start);
    }

    /** Characters of the reasoning without a gap so far. */
    public int reasoningLength() {
        return reasoning.length();
    }

    /** The reasoning from this character on. */
    public String reasoningFrom(int start) {
        return reasoning.substring(start);
    }

    /** The reasoning before it, without a gap so far. */
    public String reasoning() {
        return reasoning.toString();
    }

    /** Whether it's all of the attempt's text. */
    public boolean isComplete() {
        return complete;
    }
}
