package dev.scopestream.scorer.stream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.kafka.common.utils.Bytes;

/**
 * All that is known of one request; every component but the last may be null.
 *
 * @param result an encoded {@link Incoming.Result}: the first that came
 * @param reference an encoded {@link Incoming.Reference}: the newest that came
 * @param shares see {@link Incoming.Shares}
 * @param group where its score counts; null: it has none yet
 * @param contribution what it added there
 * @param seenMs when anything about it came last, epoch milliseconds
 */
record Known(Bytes result, Bytes reference, String shares, Group group, Contribution contribution, long seenMs) {
    static final Known NOTHING = new Known(null, null, null, null, null, 0);

    boolean isComplete() {
        return result != null && reference != null;
    }

    Known withResult(Bytes value) {
        return new Known(value, reference, shares, group, contribution, seenMs);
    }

    Known withReference(Bytes value) {
        return new Known(result, value, shares, group, contribution, seenMs);
    }

    Known withShares(String value) {
        return new Known(result, reference, value, group, contribution, seenMs);
    }

    Known withScore(Group newGroup, Contribution newContribution) {
        return new Known(result, reference, shares, newGroup, newContribution, seenMs);
    }

    Known seenAt(long epochMs) {
        return new Known(result, reference, shares, group, contribution, epochMs);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(seenMs);
        Binary.writeOptional(out, result, Binary::writeBytes);
        Binary.writeOptional(out, reference, Binary::writeBytes);
        Binary.writeOptional(out, shares, (text, o) -> o.writeUTF(text));
        Binary.writeOptional(out, group, Group::write);
        Binary.writeOptional(out, contribution, Contribution::write);
    }

    static Known read(DataInput in) throws IOException {
        long seenMs = in.readLong();
        return new Known(
                Binary.readOptional(in, Binary::readBytes),
                Binary.readOptional(in, Binary::readBytes),
                Binary.readOptional(in, DataInput::readUTF),
                Binary.readOptional(in, Group::read),
                Binary.readOptional(in, Contribution::read),
                seenMs);
    }
}
