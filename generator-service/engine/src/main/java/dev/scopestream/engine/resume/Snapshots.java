package dev.scopestream.engine.resume;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.engine.program.EntryFormat;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.RowTransfer;
import dev.scopestream.engine.program.ScoreFunctions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Snapshots of one model's requests: written from a row of a pool, checked against a request, loaded into a row. */
public final class Snapshots {
    private final ModelInfo model;
    private final EntryFormat format;
    private final RowTransfer transfer;
    private final ScoreFunctions functions;

    public Snapshots(ModelInfo model, EntryFormat format, RowTransfer transfer, ScoreFunctions functions) {
        this.model = model;
        this.format = format;
        this.transfer = transfer;
        this.functions = functions;
    }

    /**
     * What a request has besides its row's tensors.
     *
     * @param decodeNanos time spent on the tokens after the first
     */
    public record Progress(IntArray tokens, Snapshot.Account account, long decodeNanos) {}

    /**
     * The part of a row that is in use.
     *
     * @param slots of the layer that uses most
     * @param codes recall codes of each layer and head; 0 without recall
     */
    public record RowExtent(int slots, int codes) {}

    /** A snapshot of the request in row {@code index}; empty: it is larger than a buffer can be (2^31 - 1 bytes). */
    public Optional<ByteBuffer> write(
            GenerationRequest request, Progress progress, KvPool pool, int index, RowExtent extent) {
        if (bytes(pool.key(), progress.tokens().size(), extent) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        List<ByteBuffer> parts = transfer.save(pool, index, extent.slots(), extent.codes());
        return Optional.of(SnapshotCodec.encode(new Snapshot(
                digest(request),
                progress.tokens(),
                progress.account(),
                progress.decodeNanos(),
                extent.slots(),
                parts)));
    }

    /** Most bytes of a snapshot, known before anything of the row is copied. */
    long bytes(PoolKey key, int tokens, RowExtent extent) {
        return SnapshotCodec.bytes(
                tokens, RowTransfer.bytes(key, model.layers(), format, extent.slots(), extent.codes()));
    }

    private RequestDigest digest(GenerationRequest request) {
        return RequestDigest.of(model, request, functions.of(request.kv()));
    }

    /** The snapshot in {@code bytes} if it is this request's, with tokens that the request could have. Never throws. */
    public SnapshotCodec.Decoded read(GenerationRequest request, ByteBuffer bytes) {
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(bytes);
        if (!(decoded instanceof SnapshotCodec.Intact intact)) {
            return decoded;
        }
        return problem(request, intact.snapshot())
                .<SnapshotCodec.Decoded>map(SnapshotCodec.Unusable::new)
                .orElse(decoded);
    }

    private Optional<SnapshotProblem> problem(GenerationRequest request, Snapshot snapshot) {
        RequestDigest expected = digest(request);
        if (!snapshot.request().model().equals(expected.model())) {
            return Optional.of(SnapshotProblem.OTHER_MODEL);
        }
        if (!snapshot.request().prompt().equals(expected.prompt())) {
            return Optional.of(SnapshotProblem.OTHER_PROMPT);
        }
        if (!snapshot.request().equals(expected)) {
            return Optional.of(SnapshotProblem.OTHER_OPTIONS);
        }
        boolean possible = snapshot.tokens().size() < request.maxTokens()
                && snapshot.tokens().stream().allMatch(t -> t >= 0 && t < model.vocabularySize());
        return possible ? Optional.empty() : Optional.of(SnapshotProblem.BAD_SHAPE);
    }

    /** Whether a snapshot has the parts of a row of this extent in a pool of this key. */
    public boolean fits(Snapshot snapshot, PoolKey key, RowExtent extent) {
        return extent.slots() == snapshot.slots()
                && RowTransfer.fits(key, model.layers(), format, extent.slots(), extent.codes(), snapshot.row());
    }

    /** Copies a snapshot that {@link #fits} into row {@code index}. */
    public void load(Snapshot snapshot, KvPool pool, int index, RowExtent extent) {
        pool.codes(extent.codes());
        transfer.load(pool, index, extent.slots(), extent.codes(), snapshot.row());
    }
}
