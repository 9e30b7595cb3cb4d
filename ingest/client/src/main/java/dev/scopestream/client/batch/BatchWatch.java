package dev.scopestream.client.batch;

import java.util.Optional;

/** Whoever runs a batch: is told how it goes, and may end it. */
public interface BatchWatch {
    /** Something may have changed; called several times a second. What it throws ends the run, which may be begun again. */
    void progress();

    /** Why no more is sent, and what isn't finished is cancelled; empty: it goes on. */
    default Optional<Ended> ended() {
        return Optional.empty();
    }

    /**
     * What the lines get that have no answer.
     *
     * @param code a word for programs
     */
    record Ended(String code, String message) {}
}
