package dev.scopestream.engine.decode;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.engine.program.EntryFormat;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.RowTransfer;
import dev.scopestream.engine.resume.RequestDigest;
import dev.scopestream.engine.resume.Snapshot;
import dev.scopestream.engine.resume.SnapshotCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Snapshots of running requests, and requests that go on from them. */
final class Snapshots {
    private final ModelInfo model;
    private final EntryFormat format;
    private final RowTransfer transfer;

    Snapshots(ModelInfo model, EntryFormat format, RowTransfer transfer) {
        this.model = model;
        this.format = format;
        this.transfer = transfer;
    }

    /** The request's state, which is in a row of the pool; empty: it's larger than a buffer can be. */
    Optional<ByteBuffer> take(RunningRequest request, KvPool pool, int index) {
        int slots = request.row().slots();
        List<ByteBuffer> parts = transfer.save(pool, index, slots, codes(request));
        Snapshot snapshot = new Snapshot(
                RequestDigest.of(model, request.request()),
                request.tokens(),
                request.ledger().state(),
                request.clock().decodeNanos(),
                slots,
                parts);
        try {
            return Optional.of(SnapshotCodec.encode(snapshot));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Makes the request, which was just submitted, one that goes on from a snapshot; or says why it can't. */
    Optional<SnapshotProblem> accept(RunningRequest request, ByteBuffer bytes) {
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(bytes);
        if (decoded instanceof SnapshotCodec.Unusable unreadable) {
            return Optional.of(unreadable.problem());
        }
        Snapshot snapshot = ((SnapshotCodec.Intact) decoded).snapshot();
        RequestDigest mine = RequestDigest.of(model, request.request());
        if (!snapshot.request().model().equals(mine.model())) {
            return Optional.of(SnapshotProblem.OTHER_MODEL);
        }
        if (!snapshot.request().prompt().equals(mine.prompt())) {
            return Optional.of(SnapshotProblem.OTHER_PROMPT);
        }
        if (!snapshot.request().equals(mine)) {
            return Optional.of(SnapshotProblem.OTHER_OPTIONS);
        }
        IntArray tokens = snapshot.tokens();
        boolean possible = tokens.size() < request.request().maxTokens()
                && tokens.stream().allMatch(t -> t >= 0 && t < model.vocabularySize());
        if (!possible) {
            return Optional.of(SnapshotProblem.BAD_SHAPE);
        }
        RequestPlan plan = request.plan();
        PoolKey key = plan.key();
        DecodeRow row = DecodeRow.after(
                tokens.size() - 1,
                plan.policy().plan(plan.shape()),
                plan.kept(),
                request.request().prompt().size(),
                key.staged());
        if (row.slots() != snapshot.slots()
                || !RowTransfer.fits(
                        key,
                        model.layers(),
                        format,
                        snapshot.slots(),
                        key.recall().slots() == 0 ? 0 : row.handedMost(),
                        snapshot.row())) {
            return Optional.of(SnapshotProblem.BAD_SHAPE);
        }
        request.row(row);
        request.saved(Optional.of(snapshot));
        return Optional.empty();
    }

    /** Entries of each layer and head that have codes. */
    private static int codes(RunningRequest request) {
        return request.plan().key().recall().slots() == 0 ? 0 : request.row().handedMost();
    }

    /** Puts an accepted snapshot into a row of a pool and lets go of it. */
    Snapshot load(RunningRequest request, KvPool pool, int index) {
        Snapshot snapshot = request.saved().orElseThrow();
        pool.codes(codes(request));
        transfer.load(pool, index, snapshot.slots(), codes(request), snapshot.row());
        request.ledger().restore(snapshot.account());
        request.clock().resumed(snapshot.decodeNanos());
        request.saved(Optional.empty());
        return snapshot;
    }
}
