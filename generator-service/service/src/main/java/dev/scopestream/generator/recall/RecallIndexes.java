package dev.scopestream.generator.recall;

import java.util.HashMap;
import java.util.Map;

/** One request's {@link RecallIndex} for each layer and head. Belongs to the decode thread. */
public final class RecallIndexes {
    private record Row(int layer, int head) {}

    private final Map<Row, RecallIndex> indexes = new HashMap<>();

    /** The index of this layer and head; an empty one where there was none. */
    public RecallIndex of(int layer, int head) {
        return indexes.computeIfAbsent(new Row(layer, head), row -> new RecallIndex());
    }

    /** Replaces the index of this layer and head. */
    public void put(int layer, int head, RecallIndex index) {
        indexes.put(new Row(layer, head), index);
    }
}
