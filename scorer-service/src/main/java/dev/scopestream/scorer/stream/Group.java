package dev.scopestream.scorer.stream;

import dev.scopestream.events.AccuracySummary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Key of a running mean: results with equal values share it. */
record Group(String dataset, String model, String policy, String budget) {
    String key() {
        return AccuracySummary.key(dataset, model, policy, budget);
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(dataset);
        out.writeUTF(model);
        out.writeUTF(policy);
        out.writeUTF(budget);
    }

    static Group read(DataInput in) throws IOException {
        return new Group(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF());
    }
}
