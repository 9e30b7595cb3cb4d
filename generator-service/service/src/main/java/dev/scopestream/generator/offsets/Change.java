package dev.scopestream.generator.offsets;

import dev.scopestream.generator.prompt.PromptClaim;

/** What a transaction is to record about one claim. */
public record Change(PromptClaim claim, Kind kind) {
    public enum Kind {
        /** An attempt begins beside others. */
        BEGUN,
        /** An attempt begins, and nothing else is in flight in this process. */
        BEGUN_ALONE,
        /** The attempt that began alone isn't alone any more. */
        JOINED,
        /** The attempt was given up in order. */
        RELEASED,
        /** The attempt was given up in order, and was alone until then. */
        RELEASED_ALONE,
        /** Its final record is in the same transaction. */
        DONE;

        /** Whether an attempt begins. */
        public boolean begins() {
            return this == BEGUN || this == BEGUN_ALONE;
        }
    }

    /** Makes the change in the map of its partition. */
    void applyTo(OffsetMap map) {
        switch (kind) {
            case DONE -> map.complete(claim.offset());
            case BEGUN, BEGUN_ALONE, JOINED, RELEASED, RELEASED_ALONE -> map.count(claim.offset(), kind);
        }
    }
}
