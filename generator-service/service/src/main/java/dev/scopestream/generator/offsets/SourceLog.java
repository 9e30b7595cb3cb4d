package dev.scopestream.generator.offsets;

import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * The log that offsets belong to, as far as it's known.
 *
 * @param topic id of the topic; {@link Uuid#ZERO_UUID}: not known
 * @param leaderEpoch (KIP-101) of the latest record delivered; empty: not known
 */
public record SourceLog(Uuid topic, Optional<Integer> leaderEpoch) {
    static final SourceLog UNKNOWN = new SourceLog(Uuid.ZERO_UUID, Optional.empty());

    SourceLog of(Uuid id) {
        return new SourceLog(id, leaderEpoch);
    }

    /** The same log when a record of this epoch was delivered; empty: its epoch isn't known. */
    SourceLog at(Optional<Integer> epoch) {
        boolean later = epoch.isPresent() && epoch.get() > leaderEpoch.orElse(-1);
        return later ? new SourceLog(topic, epoch) : this;
    }
}
