package dev.scopestream.engine.decode;

import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.resume.Snapshot;
import dev.scopestream.engine.resume.SnapshotCodec;
import dev.scopestream.engine.resume.Snapshots;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Takes snapshots of running requests, and makes new requests go on from them. */
record Resumption(Snapshots snapshots) {

    /** The request's state, which is in row {@code index} of the pool; empty: it is larger than a buffer can be. */
    Optional<ByteBuffer> take(RunningRequest request, KvPool pool, int index) {
        Snapshots.Progress progress = new Snapshots.Progress(
                request.tokens(), request.usage().state(), request.clock().decodeNanos());
        return snapshots.write(request.request(), progress, pool, index, extent(request.plan(), request.row()));
    }

    /** Makes a request that was just submitted go on from a snapshot; or says why it can't. */
    Optional<SnapshotProblem> accept(RunningRequest request, ByteBuffer bytes) {
        SnapshotCodec.Decoded decoded = snapshots.read(request.request(), bytes);
        if (decoded instanceof SnapshotCodec.Unusable unusable) {
            return Optional.of(unusable.problem());
        }
        Snapshot snapshot = ((SnapshotCodec.Intact) decoded).snapshot();
        RequestPlan plan = request.plan();
        DecodeRow row = DecodeRow.after(
                snapshot.tokens().size() - 1,
                plan.policy().plan(plan.shape()),
                plan.kept(),
                request.request().prompt().size(),
                plan.key().staged());
        if (!snapshots.fits(snapshot, plan.key(), extent(plan, row))) {
            return Optional.of(SnapshotProblem.BAD_SHAPE);
        }
        request.row(row);
        request.saved(Optional.of(snapshot));
        return Optional.empty();
    }

    /** Copies an accepted snapshot into row {@code index} of a pool; the request no longer refers to it. */
    Snapshot load(RunningRequest request, KvPool pool, int index) {
        Snapshot snapshot = request.saved().orElseThrow();
        snapshots.load(snapshot, pool, index, extent(request.plan(), request.row()));
        request.usage().restore(snapshot.account());
        request.clock().resumed(snapshot.decodeNanos());
        request.saved(Optional.empty());
        return snapshot;
    }

    private static Snapshots.RowExtent extent(RequestPlan plan, DecodeRow row) {
        boolean recalls = plan.key().recall().slots() > 0;
        return new Snapshots.RowExtent(row.slots(), recalls ? row.handedMost() : 0);
    }
}
