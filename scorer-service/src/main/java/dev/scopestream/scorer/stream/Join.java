package dev.scopestream.scorer.stream;

import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/** Adds an incoming record to the known state of its request. Independent of Kafka. */
final class Join {
    private final ScorerCounts counts;

    Join(ScorerCounts counts) {
        this.counts = counts;
    }

    /** @param matters whether a score may differ by it */
    record Change(Known known, boolean matters) {}

    /**
     * What is known after a record came; empty when it changes nothing. The first result stays. A reference replaces
     * the one before it, but one that came within a prompt never replaces one that came by itself.
     *
     * @param headers of the record that its sender set
     */
    Optional<Change> merge(Known known, byte[] record, Bytes headers) {
        Incoming incoming = Incoming.decode(record);
        if (incoming instanceof Incoming.Result) {
            return result(known, record, headers);
        }
        if (incoming instanceof Incoming.Reference reference) {
            return reference(known, record, reference.embedded());
        }
        String requested = ((Incoming.Requested) incoming).text();
        return requested.equals(known.requested())
                ? Optional.empty()
                : Optional.of(new Change(known.withRequested(requested), true));
    }

    private Optional<Change> result(Known known, byte[] record, Bytes headers) {
        if (known.result() != null) {
            counts.add(Count.DUPLICATE_RESULTS);
            return Optional.empty();
        }
        return Optional.of(new Change(known.withResult(Bytes.wrap(record), headers), true));
    }

    private Optional<Change> reference(Known known, byte[] record, boolean embedded) {
        if (known.reference() == null) {
            return Optional.of(new Change(known.withReference(Bytes.wrap(record)), true));
        }
        byte[] before = known.reference().get();
        boolean same = Arrays.equals(before, 1, before.length, record, 1, record.length);
        if (same) {
            counts.add(Count.DUPLICATE_REFERENCES);
        }
        boolean beforeEmbedded = before[0] == 'E';
        if (embedded ? same || !beforeEmbedded : same && !beforeEmbedded) {
            return Optional.empty();
        }
        return Optional.of(new Change(known.withReference(Bytes.wrap(record)), !same));
    }
}
