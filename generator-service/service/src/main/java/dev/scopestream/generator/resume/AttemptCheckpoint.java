package dev.scopestream.generator.resume;

import dev.scopestream.generator.resume.CheckpointFrame.Origin;
import dev.scopestream.generator.resume.CheckpointFrame.Row;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The checkpoint of one attempt: a {@link CheckpointFrame} and the engine's snapshot. Belongs to the decode thread. */
public final class AttemptCheckpoint {
    private final CheckpointPlace place;
    private final String worker;
    private final long spill;
    private Optional<CheckpointFrame> found = Optional.empty();
    private int moves;
    private boolean moved;

    /**
     * @param worker this instance's name
     * @param spill id of the spill store that gets the attempt's evicted entries; 0: none
     */
    public AttemptCheckpoint(CheckpointPlace place, String worker, long spill) {
        this.place = place;
        this.worker = worker;
        this.spill = spill;
    }

    /** The snapshot that an earlier attempt saved. */
    public Lookup<ByteBuffer> load() {
        return place.load().then(payload -> {
            Optional<CheckpointFrame.Opened> opened = CheckpointFrame.open(payload);
            found = opened.map(CheckpointFrame.Opened::frame);
            return opened.map(o -> Lookup.hit(o.snapshot())).orElse(Lookup.miss(MissReason.UNKNOWN_VERSION));
        });
    }

    /**
     * The attempt begins.
     *
     * @param resumed true: from what {@link #load} gave
     * @return the frame that it goes on from; empty: it begins anew
     */
    public Optional<CheckpointFrame> begin(boolean resumed) {
        if (!resumed) {
            place.discard();
            return Optional.empty();
        }
        CheckpointFrame frame = found.orElseThrow();
        moved = !frame.origin().worker().equals(worker);
        moves = frame.origin().moves() + (moved ? 1 : 0);
        if (frame.origin().spill() == spill) {
            return Optional.of(frame);
        }
        // the blocks are another store's
        return Optional.of(new CheckpointFrame(
                frame.origin(),
                frame.entries(),
                frame.rows().stream().map(Row::lost).toList()));
    }

    /** Whether the blocks of a frame are in this attempt's spill store. */
    public boolean here(CheckpointFrame frame) {
        return frame.origin().spill() == spill;
    }

    /** See {@link CheckpointPlace#save}. */
    public boolean save(long entries, List<Row> rows, ByteBuffer snapshot, int tokens, Duration atMost) {
        ByteBuffer frame = new CheckpointFrame(new Origin(worker, moves, spill), entries, rows).encode();
        return place.save(List.of(frame, snapshot), tokens, atMost);
    }

    /** How often the request went on in another instance than the one that had saved it. */
    public int moves() {
        return moves;
    }

    /** Whether the attempt went on from what another instance had saved. */
    public boolean moved() {
        return moved;
    }

    /** The result is delivered. */
    public void delivered() {
        place.delivered();
    }
}
