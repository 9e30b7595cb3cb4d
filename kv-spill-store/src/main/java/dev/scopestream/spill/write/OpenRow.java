package dev.scopestream.spill.write;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.StoredElementType;
import dev.scopestream.spill.TokenHistory;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The block of one layer and key/value head that isn't full yet. Only ever appended to, so views of it stay right; what
 * outlives it is a copy, unless it's full, so that it holds no more memory than its entries take.
 */
final class OpenRow {
    private final RequestIdentity request;
    private final TokenHistory tokens;
    private final int layer;
    private final int head;
    private final int capacity;
    private int sequence;
    private int size;
    private Phase phase;
    private StoredElementType type;
    private int headDim;
    private int[] positions;
    private ByteBuffer keys;
    private ByteBuffer values;

    /** @param first address of its first block */
    OpenRow(RequestIdentity request, TokenHistory tokens, BlockAddress first, int capacity) {
        this.request = request;
        this.tokens = tokens;
        this.layer = first.layer();
        this.head = first.head();
        this.sequence = first.sequence();
        this.capacity = capacity;
    }

    /** Appends entries and hands over the blocks that got full; the ordinal of the first entry. */
    long add(EvictedEntries entries, Consumer<KvBlock> full) {
        if (size > 0 && !entries.continues(phase, type, headDim)) {
            finish(full);
        }
        long first = (long) sequence * capacity + size;
        for (int from = 0; from < entries.size(); ) {
            if (size == 0) {
                begin(entries);
            }
            int count = Math.min(capacity - size, entries.size() - from);
            entries.copyPositions(from, count, positions, size);
            entries.copyRows(from, count, keys, values);
            size += count;
            from += count;
            if (size == capacity) {
                finish(full);
            }
        }
        return first;
    }

    private void begin(EvictedEntries entries) {
        phase = entries.phase();
        type = entries.type();
        headDim = entries.headDim();
        positions = new int[capacity];
        keys = ByteBuffer.allocate(capacity * headDim * type.bytes());
        values = ByteBuffer.allocate(capacity * headDim * type.bytes());
    }

    private void finish(Consumer<KvBlock> full) {
        full.accept(size == capacity ? view() : copy());
        sequence++;
        size = 0;
    }

    /** What is in it, if anything: a view, for as long as it is open. */
    Optional<KvBlock> content() {
        return size == 0 ? Optional.empty() : Optional.of(view());
    }

    /** A copy of what is in it, if anything. */
    Optional<KvBlock> copied() {
        return size == 0 ? Optional.empty() : Optional.of(copy());
    }

    private KvBlock copy() {
        return block(Arrays.copyOf(positions, size), copy(keys), copy(values));
    }

    private static ByteBuffer copy(ByteBuffer filled) {
        ByteBuffer from = filled.duplicate().flip();
        return ByteBuffer.allocate(from.remaining()).put(from).flip();
    }

    /** The number of the block that is being filled. */
    int sequence() {
        return sequence;
    }

    private KvBlock view() {
        return block(positions, keys.duplicate().flip(), values.duplicate().flip());
    }

    private KvBlock block(int[] places, ByteBuffer someKeys, ByteBuffer someValues) {
        int highest = 0;
        for (int i = 0; i < size; i++) {
            highest = Math.max(highest, places[i]);
        }
        return new KvBlock(
                request,
                new BlockAddress(layer, head, sequence),
                phase,
                type,
                headDim,
                IntBuffer.wrap(places, 0, size),
                someKeys,
                someValues,
                tokens.mark(highest + 1));
    }
}
