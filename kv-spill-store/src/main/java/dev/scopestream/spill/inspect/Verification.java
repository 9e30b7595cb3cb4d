package dev.scopestream.spill.inspect;

import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.PrefixContent;
import dev.scopestream.spill.SpillReport;
import dev.scopestream.spill.format.BlobCodec;
import dev.scopestream.spill.format.BlobKey;
import dev.scopestream.spill.format.BlockCodec;
import dev.scopestream.spill.format.Segment;
import dev.scopestream.spill.format.StoreKeys;
import dev.scopestream.spill.format.StoredBlob;
import dev.scopestream.spill.format.ValueKind;
import dev.scopestream.spill.index.OwnerContents;
import dev.scopestream.spill.index.SegmentIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;

/** Reads every value that an index lists and checks whether it's whole, undamaged and where it belongs. */
public final class Verification {
    private final Map<String, RequestTally> requests = new TreeMap<>();
    private final List<PrefixContent> prefixes = new ArrayList<>();
    private final Map<MissReason, Long> failures = new EnumMap<>(MissReason.class);
    private final Source source;

    /** Where values come from. */
    @FunctionalInterface
    public interface Source {
        /** The values of these keys, in their order; null where there is none. */
        List<byte[]> read(ValueKind kind, List<byte[]> keys) throws RocksDBException;

        /** Reads one key while changes are locked out; empty: the key was deleted since. */
        default List<byte[]> readStill(ValueKind kind, byte[] owner, long suffix) throws RocksDBException {
            return read(kind, List.of(StoreKeys.key(owner, suffix)));
        }
    }

    private Verification(Source source) {
        this.source = source;
    }

    /** What to read. */
    public static List<Segment> plan(SegmentIndex segments) {
        return segments.owners().stream().map(OwnerContents::contents).toList();
    }

    public static SpillReport of(List<Segment> plan, Source source) {
        Verification verification = new Verification(source);
        plan.forEach(verification::check);
        return new SpillReport(
                verification.requests.entrySet().stream()
                        .map(entry -> entry.getValue().content(entry.getKey()))
                        .toList(),
                verification.prefixes,
                verification.failures);
    }

    private void check(Segment owned) {
        String name = StoreKeys.nameOf(owned.kind(), owned.owner());
        for (long suffix : owned.suffixes()) {
            byte[] key = StoreKeys.key(owned.owner(), suffix);
            Optional<Lookup<byte[]>> read = read(owned, suffix, key);
            if (read.isEmpty()) {
                continue;
            }
            Lookup<byte[]> value = read.get();
            Lookup<Object> outcome =
                    switch (owned.kind()) {
                        case BLOCK -> block(name, suffix, key, value);
                        case PREFIX -> prefix(key, value);
                        case DIGEST, CHECKPOINT -> blob(owned.kind(), name, key, value);
                    };
            outcome.missed().ifPresent(reason -> {
                failures.merge(reason, 1L, Long::sum);
                if (owned.kind().ofRequest()) {
                    tally(name).failed(reason);
                }
            });
        }
    }

    /** Empty: others deleted it meanwhile. */
    private Optional<Lookup<byte[]>> read(Segment owned, long suffix, byte[] key) {
        try {
            byte[] value = source.read(owned.kind(), List.of(key)).get(0);
            if (value != null) {
                return Optional.of(Lookup.hit(value));
            }
            List<byte[]> still = source.readStill(owned.kind(), owned.owner(), suffix);
            return still.isEmpty()
                    ? Optional.empty()
                    : Optional.of(still.get(0) == null ? Lookup.miss(MissReason.ABSENT) : Lookup.hit(still.get(0)));
        } catch (RocksDBException e) {
            return Optional.of(Lookup.miss(MissReason.READ_ERROR));
        }
    }

    private Lookup<Object> block(String name, long suffix, byte[] key, Lookup<byte[]> bytes) {
        return bytes.then(BlockCodec::decode).then(stored -> {
            KvBlock block = stored.block();
            if (!block.request().requestId().equals(name)) {
                return Lookup.miss(MissReason.FOREIGN_REQUEST);
            }
            if (block.address().packed() != suffix) {
                return Lookup.miss(MissReason.MISPLACED);
            }
            tally(name).add(stored, size(key, bytes));
            return Lookup.hit(stored);
        });
    }

    private Lookup<Object> blob(ValueKind kind, String name, byte[] key, Lookup<byte[]> bytes) {
        return inPlace(key, bytes).then(stored -> {
            if (stored.key().kind() != kind) {
                return Lookup.miss(MissReason.MISPLACED);
            }
            tally(name).add(stored, size(key, bytes));
            return Lookup.hit(stored);
        });
    }

    private Lookup<Object> prefix(byte[] key, Lookup<byte[]> bytes) {
        return inPlace(key, bytes).then(stored -> {
            BlobKey named = stored.key();
            if (named.kind() != ValueKind.PREFIX) {
                return Lookup.miss(MissReason.MISPLACED);
            }
            prefixes.add(new PrefixContent(
                    named.name(), named.model(), named.policy(), size(key, bytes), stored.createdMillis()));
            return Lookup.hit(stored);
        });
    }

    /** A blob that says of itself what its key says. */
    private static Lookup<StoredBlob> inPlace(byte[] key, Lookup<byte[]> bytes) {
        return bytes.then(BlobCodec::decode).then(stored -> {
            byte[] own = StoreKeys.key(StoreKeys.ofBlob(stored.key()), StoreKeys.suffix(stored.key()));
            return Arrays.equals(own, key) ? Lookup.hit(stored) : Lookup.miss(MissReason.FOREIGN_REQUEST);
        });
    }

    private static long size(byte[] key, Lookup<byte[]> bytes) {
        return bytes.found().map(value -> (long) key.length + value.length).orElse(0L);
    }

    private RequestTally tally(String name) {
        return requests.computeIfAbsent(name, any -> new RequestTally());
    }
}
