package dev.scopestream.engine.decode;

import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictedBlock.Phase;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.program.Entries;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.KvPool;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Hands evicted entries to a request's sink, in blocks of at most {@link KvPool#STAGED} entries. */
final class EvictionHandout {
    private final Forward forward;
    private final int headDim;

    EvictionHandout(Forward forward, int headDim) {
        this.forward = forward;
        this.headDim = headDim;
    }

    /** Entries that the prefill evicted, by layer. */
    void prompt(RunningRequest request, List<Entries> layers) {
        for (int l = 0; l < layers.size(); l++) {
            blocks(request, Phase.PREFILL, l, layers.get(l), layers.get(l).count());
        }
    }

    /** Entries that one step evicted from a layer, several of each head. */
    void bulk(RunningRequest request, int layer, Entries entries) {
        blocks(request, Phase.DECODE, layer, entries, entries.count());
    }

    /** Staged entries of the layers whose staging slots this step filled. */
    void full(RunningRequest request, KvPool pool, int index) {
        DecodeRow row = request.row();
        int[] layers = IntStream.range(0, row.layers()).filter(row::full).toArray();
        for (int l : layers) {
            forward.evictions().writeStagedCodes(pool, index, l, row.handed(l));
        }
        staged(request, pool, index, layers, l -> pool.key().staged());
    }

    /** Entries still staged when a request ends. */
    void rest(RunningRequest request, KvPool pool, int index) {
        DecodeRow row = request.row();
        int[] layers = IntStream.range(0, row.layers())
                .filter(l ->
                        row.collected(l) > 0 && row.collected(l) < pool.key().staged())
                .toArray();
        staged(request, pool, index, layers, row::collected);
    }

    /** Staged entries of several layers, copied out together. */
    private void staged(RunningRequest request, KvPool pool, int index, int[] layers, IntUnaryOperator count) {
        if (layers.length == 0) {
            return;
        }
        List<Entries> entries = forward.evictions().staged(pool, index, IntArray.of(layers));
        for (int i = 0; i < layers.length; i++) {
            blocks(request, Phase.DECODE, layers[i], entries.get(i), count.applyAsInt(layers[i]));
        }
    }

    private void blocks(RunningRequest request, Phase phase, int layer, Entries entries, int count) {
        for (int head = 0; head < entries.heads(); head++) {
            for (int from = 0; from < count; from += KvPool.STAGED) {
                int n = Math.min(KvPool.STAGED, count - from);
                int h = head;
                int[] positions = IntStream.range(from, from + n)
                        .map(i -> entries.position(h, i))
                        .toArray();
                request.sink()
                        .evicted(new EvictedBlock(
                                request.request().id(),
                                phase,
                                layer,
                                head,
                                IntArray.of(positions),
                                forward.evictions().dtype(),
                                headDim,
                                entries.keys(head, from, n),
                                entries.values(head, from, n)));
            }
        }
    }
}
