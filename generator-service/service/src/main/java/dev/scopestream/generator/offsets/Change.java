package dev.scopestream.generator.offsets;

import dev.scopestream.generator.prompt.PromptClaim;

/** What a transaction is to record about one claim. */
public record Change(PromptClaim claim, Kind kind) {
    public enum Kind {
        /** An attempt begins. */
        BEGUN,
        /** The attempt was given up in order. */
        RELEASED,
        /** Its final record is in the same transaction. */
        DONE
    }
}
