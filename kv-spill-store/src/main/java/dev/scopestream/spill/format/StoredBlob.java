package dev.scopestream.spill.format;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;

/** A blob as it lies in the store; {@code payload} is a read-only view. */
public record StoredBlob(BlobKey key, ByteBuffer payload, long createdMillis) {
    /** The payload, if this blob has the requested key and is not expired. */
    public Lookup<ByteBuffer> admit(BlobKey requested, long oldestMillis) {
        if (key.model() != requested.model()) {
            return Lookup.miss(MissReason.FOREIGN_MODEL);
        }
        if (!key.name().equals(requested.name())) {
            return Lookup.miss(MissReason.FOREIGN_REQUEST);
        }
        if (key.policy() != requested.policy()) {
            return Lookup.miss(MissReason.FOREIGN_POLICY);
        }
        if (!key.equals(requested)) {
            return Lookup.miss(MissReason.MISPLACED);
        }
        return createdMillis < oldestMillis ? Lookup.miss(MissReason.EXPIRED) : Lookup.hit(payload.duplicate());
    }
}
