package dev.scopestream.spill.rocks;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.format.BlobCodec;
import dev.scopestream.spill.format.BlobKey;
import dev.scopestream.spill.format.BlockCodec;
import dev.scopestream.spill.format.StoreKeys;
import dev.scopestream.spill.format.ValueKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Reads values, decodes them, compares them with the request, and counts. */
final class StoreReads {
    /** Blocks that {@link #forEach} reads at a time. */
    private static final int BATCH = 32;

    private final RecoveringStore store;
    private final Counters counters;
    private final LongSupplier oldest;

    /** @param oldest values written before this time (milliseconds since 1970) are expired */
    StoreReads(RecoveringStore store, Counters counters, LongSupplier oldest) {
        this.store = store;
        this.counters = counters;
        this.oldest = oldest;
    }

    /** One answer for each address, in their order. */
    List<Lookup<KvBlock>> blocks(ReadScope scope, List<BlockAddress> addresses) {
        byte[] owner = StoreKeys.ofRequest(scope.request().requestId());
        Integer[] order = IntStream.range(0, addresses.size()).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> addresses.get(a).compareTo(addresses.get(b)));
        List<byte[]> keys = Arrays.stream(order)
                .map(i -> StoreKeys.key(owner, addresses.get(i).packed()))
                .toList();
        List<Lookup<byte[]>> found = readAll(ValueKind.BLOCK, keys);
        List<Lookup<KvBlock>> answers = new ArrayList<>(Collections.nCopies(addresses.size(), null));
        for (int i = 0; i < order.length; i++) {
            BlockAddress address = addresses.get(order[i]);
            answers.set(order[i], counters.read(admit(found.get(i), scope, address)));
        }
        return answers;
    }

    private Lookup<KvBlock> admit(Lookup<byte[]> bytes, ReadScope scope, BlockAddress address) {
        return bytes.then(BlockCodec::decode).then(stored -> stored.admit(scope, address, oldest.getAsLong()));
    }

    /** Reads all at once; if that fails, one by one, so that one bad value doesn't take the others with it. */
    private List<Lookup<byte[]>> readAll(ValueKind kind, List<byte[]> keys) {
        Optional<List<byte[]>> together = keys.size() < 2
                ? Optional.empty()
                : store.read(live -> Optional.of(live.read(kind, keys)), Optional.empty(), Optional.empty());
        return together.map(values -> values.stream().map(StoreReads::present).toList())
                .orElseGet(() -> keys.stream().map(key -> readOne(kind, key)).toList());
    }

    private Lookup<byte[]> readOne(ValueKind kind, byte[] key) {
        return store.read(
                live -> present(live.read(kind, List.of(key)).get(0)),
                Lookup.miss(MissReason.READ_ERROR),
                Lookup.miss(MissReason.STORE_OFF));
    }

    private static Lookup<byte[]> present(byte[] value) {
        return value == null ? Lookup.miss(MissReason.ABSENT) : Lookup.hit(value);
    }

    /** A blob's payload. */
    Lookup<ByteBuffer> blob(BlobKey key) {
        byte[] at = StoreKeys.key(StoreKeys.ofBlob(key), StoreKeys.suffix(key));
        return counters.read(
                readOne(key.kind(), at).then(BlobCodec::decode).then(stored -> stored.admit(key, oldest.getAsLong())));
    }

    /** All readable blocks of a layer and head by rising sequence. */
    void forEach(ReadScope scope, int layer, int head, Consumer<KvBlock> action) {
        byte[] owner = StoreKeys.ofRequest(scope.request().requestId());
        List<BlockAddress> addresses = store.read(
                live -> live.segments(segments -> segments.contents(ValueKind.BLOCK, owner)
                        .map(contents -> contents.blocks(layer, head))
                        .orElse(List.of())),
                List.of(),
                List.of());
        for (int from = 0; from < addresses.size(); from += BATCH) {
            var some = addresses.subList(from, Math.min(from + BATCH, addresses.size()));
            blocks(scope, some).forEach(answer -> answer.found().ifPresent(action));
        }
    }
}
