package dev.scopestream.spill.index;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.format.Segment;
import dev.scopestream.spill.format.ValueKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * What one owner has in the store: one bit a value, and its segments. A value that was written twice stands in two
 * segments; it goes with the later one.
 */
public final class OwnerContents {
    private final ValueKind kind;
    private final String name;
    private final byte[] owner;
    private final Map<Long, Segment> segments = new LinkedHashMap<>();
    private final Map<Integer, BitSet> written = new TreeMap<>(Integer::compareUnsigned);
    private final Map<Long, Integer> rewritten = new HashMap<>();
    private long bytes;
    private long values;

    OwnerContents(ValueKind kind, String name, byte[] owner) {
        this.kind = kind;
        this.name = name;
        this.owner = owner.clone();
    }

    public ValueKind kind() {
        return kind;
    }

    /** The request's id, or the prefix's name. */
    public String name() {
        return name;
    }

    byte[] owner() {
        return owner;
    }

    public long bytes() {
        return bytes;
    }

    public long values() {
        return values;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    public Collection<Segment> segments() {
        return segments.values();
    }

    void add(Segment segment) {
        segments.put(segment.serial(), segment);
        bytes += segment.bytes();
        for (long suffix : segment.suffixes()) {
            BitSet bits = written.computeIfAbsent(row(suffix), any -> new BitSet());
            if (bits.get((int) suffix)) {
                rewritten.merge(suffix, 1, Integer::sum);
            } else {
                bits.set((int) suffix);
                values++;
            }
        }
    }

    /** Takes a segment out; tells which of its values are now in no segment any more. */
    void remove(Segment segment, LongConsumer gone) {
        segments.remove(segment.serial());
        bytes -= segment.bytes();
        for (long suffix : segment.suffixes()) {
            if (rewritten.computeIfPresent(suffix, (any, times) -> times == 1 ? 0 : times - 1) == null) {
                written.get(row(suffix)).clear((int) suffix);
                values--;
                gone.accept(suffix);
            } else {
                rewritten.remove(suffix, 0);
            }
        }
    }

    /** The segment that holds this value, for owners whose segments hold one value each. */
    public Optional<Segment> segmentOf(long suffix) {
        return segments.values().stream()
                .filter(segment -> segment.suffixes().get(0) == suffix)
                .findFirst();
    }

    public boolean holds(long suffix) {
        BitSet bits = written.get(row(suffix));
        return bits != null && bits.get((int) suffix);
    }

    /** The blocks of a layer and head, by sequence. */
    public List<BlockAddress> blocks(int layer, int head) {
        BitSet bits = written.getOrDefault(row(new BlockAddress(layer, head, 0).packed()), new BitSet());
        return bits.stream()
                .mapToObj(sequence -> new BlockAddress(layer, head, sequence))
                .toList();
    }

    /** All values, in the order of their keys. */
    void forEachSuffix(LongConsumer action) {
        written.forEach((row, bits) -> bits.stream().forEach(low -> action.accept((long) row << 32 | low)));
    }

    /** All values as one segment, in the order of their keys. */
    public Segment contents() {
        List<Long> suffixes = new ArrayList<>();
        forEachSuffix(suffixes::add);
        return new Segment(0, 0, kind, owner, suffixes, bytes);
    }

    private static int row(long suffix) {
        return (int) (suffix >>> 32);
    }
}
