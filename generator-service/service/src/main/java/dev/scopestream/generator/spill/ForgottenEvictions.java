package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictionSink;
import dev.scopestream.generator.resume.AttemptCheckpoint;
import dev.scopestream.generator.resume.CheckpointFrame;
import dev.scopestream.spill.Lookup;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One attempt whose evicted entries aren't kept; its checkpoint is. Belongs to the decode thread. */
final class ForgottenEvictions implements RequestEvictions {
    private final AttemptCheckpoint checkpoint;

    ForgottenEvictions(AttemptCheckpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    @Override
    public EvictionSink sink() {
        return EvictionSink.none();
    }

    @Override
    public long entries() {
        return 0;
    }

    @Override
    public Lookup<ByteBuffer> saved() {
        return checkpoint.load();
    }

    @Override
    public void begin(boolean resumed) {
        Optional<CheckpointFrame> unused = checkpoint.begin(resumed);
    }

    @Override
    public boolean save(ByteBuffer snapshot, int tokens, Duration atMost) {
        return checkpoint.save(0, List.of(), snapshot, tokens, atMost);
    }

    @Override
    public int moves() {
        return checkpoint.moves();
    }

    @Override
    public boolean moved() {
        return checkpoint.moved();
    }

    @Override
    public void suspend() {}

    @Override
    public void finish() {}

    @Override
    public void delivered() {
        checkpoint.delivered();
    }
}
