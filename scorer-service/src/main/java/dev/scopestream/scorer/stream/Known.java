package dev.scopestream.scorer.stream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.kafka.common.utils.Bytes;

/**
 * State of one request; every component but {@code changedMs} may be null.
 *
 * @param result an encoded {@link Incoming.Result}: the first that came
 * @param reference an encoded {@link Incoming.Reference}: the newest that came
 * @param requested see {@link Incoming.Requested}
 * @param group where its score counts; null: it has none yet
 * @param contribution to that group
 * @param changedMs time of its last record, epoch milliseconds
 * @param headers the result's that its sender set, as {@link CarriedHeaders} writes them
 */
record Known(
        Bytes result,
        Bytes reference,
        String requested,
        Group group,
        Contribution contribution,
        long changedMs,
        Bytes headers) {
    static final Known NOTHING = new Known(null, null, null, null, null, 0, null);

    boolean isComplete() {
        return result != null && reference != null;
    }

    Known withResult(Bytes value, Bytes itsHeaders) {
        return new Known(value, reference, requested, group, contribution, changedMs, itsHeaders);
    }

    Known withReference(Bytes value) {
        return new Known(result, value, requested, group, contribution, changedMs, headers);
    }

    Known withRequested(String value) {
        return new Known(result, reference, value, group, contribution, changedMs, headers);
    }

    Known withScore(Group newGroup, Contribution newContribution) {
        return new Known(result, reference, requested, newGroup, newContribution, changedMs, headers);
    }

    Known changedAt(long epochMs) {
        return new Known(result, reference, requested, group, contribution, epochMs, headers);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(changedMs);
        Binary.writeOptional(out, result, Binary::writeBytes);
        Binary.writeOptional(out, reference, Binary::writeBytes);
        Binary.writeOptional(out, requested, (text, o) -> o.writeUTF(text));
        Binary.writeOptional(out, group, Group::write);
        Binary.writeOptional(out, contribution, Contribution::write);
        Binary.writeOptional(out, headers, Binary::writeBytes);
    }

    /** States that were written before there were headers end before them. */
    static Known read(DataInput in) throws IOException {
        long changedMs = in.readLong();
        Bytes result = Binary.readOptional(in, Binary::readBytes);
        Bytes reference = Binary.readOptional(in, Binary::readBytes);
        String requested = Binary.readOptional(in, DataInput::readUTF);
        Group group = Binary.readOptional(in, Group::read);
        Contribution contribution = Binary.readOptional(in, Contribution::read);
        Bytes headers = Binary.readLast(in, Binary::readBytes);
        return new Known(result, reference, requested, group, contribution, changedMs, headers);
    }
}
