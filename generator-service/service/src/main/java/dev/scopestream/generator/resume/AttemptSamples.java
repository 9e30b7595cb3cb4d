package dev.scopestream.generator.resume;

import java.util.ArrayList;
import java.util.List;

/** The samples of one attempt that run, and the place where all of them are saved. Belongs to the decode thread. */
public final class AttemptSamples {
    private final SampleCheckpoints checkpoints;
    private final List<AttemptProgress> running = new ArrayList<>();
    private int endedTokens;

    public AttemptSamples(SampleCheckpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    public SampleCheckpoints checkpoints() {
        return checkpoints;
    }

    /** A sample has begun. */
    public void begin(AttemptProgress sample) {
        running.add(sample);
    }

    /** A sample has ended. */
    public void end(AttemptProgress sample) {
        running.remove(sample);
        endedTokens += sample.tokens();
    }

    List<AttemptProgress> running() {
        return running;
    }

    /** Of all samples. */
    int tokens() {
        return endedTokens + running.stream().mapToInt(AttemptProgress::tokens).sum();
    }

    /** Of the sample that has most. */
    int unsavedTokens() {
        return running.stream().mapToInt(AttemptProgress::unsavedTokens).max().orElse(0);
    }

    void saved() {
        running.forEach(AttemptProgress::saved);
    }
}
