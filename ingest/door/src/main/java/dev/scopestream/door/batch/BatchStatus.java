package dev.scopestream.door.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a batch is, by OpenAI's names. */
public enum BatchStatus {
    /** It is accepted; its lines are not read yet. */
    VALIDATING,
    FAILED,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    EXPIRED,
    CANCELLING,
    CANCELLED;

    @JsonValue
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of the field that says when a batch came to this. */
    String field() {
        return wire() + "_at";
    }

    /** Whether nothing will become of the batch any more. */
    boolean isEnd() {
        return this == FAILED || this == COMPLETED || this == EXPIRED || this == CANCELLED;
    }
}
