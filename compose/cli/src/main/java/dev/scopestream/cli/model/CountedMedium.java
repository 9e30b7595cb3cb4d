package dev.scopestream.cli.model;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.CheckpointMedium;
import dev.scopestream.spill.checkpoint.CheckpointSlices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** Keeps no checkpoint: what is written to it is encoded as for a topic, and counted. */
final class CountedMedium implements CheckpointMedium {
    @Override
    public String name() {
        return "counted";
    }

    @Override
    public int tidy() {
        return 0;
    }

    @Override
    public Written write(CheckpointHeader header, List<ByteBuffer> payload, LongConsumer pace) throws IOException {
        CheckpointSlices.Cut cut = CheckpointSlices.cut(header, payload, pace, slice -> {});
        return new Written(cut.bytes(), 0, cut.digest());
    }

    @Override
    public boolean holdsBase(CheckpointId id) {
        return true;
    }

    @Override
    public Lookup<ByteBuffer> latest(CheckpointId id, long model, long policy) {
        return Lookup.miss(MissReason.ABSENT);
    }

    @Override
    public void deleteUpTo(CheckpointId id) {}

    @Override
    public int deleteFinished(long ofSpace, int partition, LongPredicate finished) {
        return 0;
    }

    @Override
    public long liveBytes() {
        return 0;
    }

    @Override
    public void close() {}
}
