package dev.scopestream.engine.program;

import dev.scopestream.engine.LoadProgress;
import dev.scopestream.engine.checkpoint.Checkpoint;

/** Adds up what was read of a checkpoint's tensors, of which some may not be needed. */
final class ReadBytes {
    private final LoadProgress progress;
    private final long total;
    private long done;

    ReadBytes(Checkpoint checkpoint, LoadProgress progress) {
        this.progress = progress;
        this.total = checkpoint.names().stream().mapToLong(checkpoint::bytes).sum();
    }

    void add(long bytes) {
        done = Math.min(total, done + bytes);
        progress.loaded(done, total);
    }

    /** Everything was read that is needed. */
    void end() {
        add(total);
    }
}
