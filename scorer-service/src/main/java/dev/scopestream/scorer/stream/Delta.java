package dev.scopestream.scorer.stream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A change of one group's means.
 *
 * @param minus the document's earlier contribution, or null
 * @param plus its new contribution, or null
 */
record Delta(Group group, Contribution minus, Contribution plus) {
    void write(DataOutput out) throws IOException {
        group.write(out);
        Binary.writeOptional(out, minus, Contribution::write);
        Binary.writeOptional(out, plus, Contribution::write);
    }

    static Delta read(DataInput in) throws IOException {
        return new Delta(
                Group.read(in),
                Binary.readOptional(in, Contribution::read),
                Binary.readOptional(in, Contribution::read));
    }
}
