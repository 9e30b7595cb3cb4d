package dev.scopestream.spill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;

/** Reads every value that a ledger lists and looks whether it's whole, undamaged and where it belongs. */
final class Verification {
    private final Map<String, RequestTally> requests = new TreeMap<>();
    private final List<PrefixContent> prefixes = new ArrayList<>();
    private final Map<MissReason, Long> failures = new EnumMap<>(MissReason.class);
    private final Reader reader;

    /** Reads values by key, null where there is none. */
    interface Reader {
        List<byte[]> read(ValueKind kind, List<byte[]> keys) throws RocksDBException;
    }

    private Verification(Reader reader) {
        this.reader = reader;
    }

    /** What to read. */
    static List<Segment> plan(Ledger ledger) {
        return ledger.accounts().stream().map(Account::contents).toList();
    }

    static SpillReport of(List<Segment> plan, Reader reader) {
        Verification verification = new Verification(reader);
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
            Lookup<byte[]> value = read(owned.kind(), key);
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

    private Lookup<byte[]> read(ValueKind kind, byte[] key) {
        try {
            byte[] value = reader.read(kind, List.of(key)).get(0);
            return value == null ? Lookup.miss(MissReason.ABSENT) : Lookup.hit(value);
        } catch (RocksDBException e) {
            return Lookup.miss(MissReason.READ_ERROR);
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
