package dev.scopestream.spill.format;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RequestIdentity;

/**
 * A block as it lies in the store.
 *
 * @param createdMillis when it was put, milliseconds since 1970 by the store's clock
 */
public record StoredBlock(KvBlock block, long createdMillis) {
    /** The block, if it is the one of {@code scope} at {@code address} and not older than the time to live. */
    public Lookup<KvBlock> admit(ReadScope scope, BlockAddress address, long oldestMillis) {
        RequestIdentity mine = block.request();
        RequestIdentity requested = scope.request();
        if (mine.model() != requested.model()) {
            return Lookup.miss(MissReason.FOREIGN_MODEL);
        }
        if (!mine.requestId().equals(requested.requestId())) {
            return Lookup.miss(MissReason.FOREIGN_REQUEST);
        }
        if (mine.policy() != requested.policy()) {
            return Lookup.miss(MissReason.FOREIGN_POLICY);
        }
        if (!block.address().equals(address)) {
            return Lookup.miss(MissReason.MISPLACED);
        }
        if (createdMillis < oldestMillis) {
            return Lookup.miss(MissReason.EXPIRED);
        }
        if (!scope.tokens().accepts(block.tokens())) {
            return Lookup.miss(MissReason.STALE_TOKENS);
        }
        return Lookup.hit(block);
    }
}
