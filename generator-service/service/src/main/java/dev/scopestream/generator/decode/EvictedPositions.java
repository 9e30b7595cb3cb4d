package dev.scopestream.generator.decode;

import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.RecallSource;
import dev.scopestream.events.KeptPositions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Counts which positions of one attempt each layer has evicted, on their way to another sink. Evictions come in blocks, so
 * the count is behind by less than a block; entries that are recalled count as evicted. Belongs to the decode thread.
 */
final class EvictedPositions implements EvictionSink {
    /** Counts of one request: 16 MiB. */
    private static final long MOST = 1 << 24;

    private static final int ALL = 9;

    private final EvictionSink next;
    private final byte[][] evicted;
    private final int heads;

    private EvictedPositions(EvictionSink next, int layers, int heads) {
        this.next = next;
        this.heads = heads;
        this.evicted = new byte[layers][];
        Arrays.fill(evicted, new byte[0]);
    }

    /**
     * A count of what is handed to this sink.
     *
     * @param tokens of prompt and output, at most
     * @return empty where evicted entries aren't handed out, or the counts would be too large
     */
    static Optional<EvictedPositions> of(EvictionSink next, ModelInfo model, long tokens) {
        boolean counts = next != EvictionSink.none() && tokens * model.layers() <= MOST && model.kvHeads() <= 0xff;
        return counts ? Optional.of(new EvictedPositions(next, model.layers(), model.kvHeads())) : Optional.empty();
    }

    @Override
    public void evicted(EvictedBlock block) {
        block.positions().stream().forEach(position -> count(block.layer(), position));
        next.evicted(block);
    }

    private void count(int layer, int position) {
        if (position >= evicted[layer].length) {
            evicted[layer] = Arrays.copyOf(evicted[layer], Math.max(position + 1, 2 * evicted[layer].length));
        }
        evicted[layer][position]++;
    }

    @Override
    public Optional<RecallSource> source() {
        return next.source();
    }

    /** @param positions of prompt and output so far */
    KeptPositions kept(int positions) {
        int width = Math.max(1, (positions + KeptPositions.RANGES - 1) / KeptPositions.RANGES);
        List<String> layers = new ArrayList<>();
        for (byte[] counts : evicted) {
            StringBuilder shares = new StringBuilder();
            for (int from = 0; from < positions; from += width) {
                shares.append(share(counts, from, Math.min(from + width, positions)));
            }
            layers.add(shares.toString());
        }
        return new KeptPositions(positions, width, layers);
    }

    private int share(byte[] counts, int from, int to) {
        int all = (to - from) * heads;
        int gone = 0;
        for (int i = from; i < Math.min(to, counts.length); i++) {
            gone += counts[i] & 0xff;
        }
        if (gone == 0) {
            return ALL;
        }
        int kept = Math.max(0, all - gone);
        return kept == 0 ? 0 : Math.max(1, Math.min(ALL - 1, kept * (ALL + 1) / all));
    }
}
