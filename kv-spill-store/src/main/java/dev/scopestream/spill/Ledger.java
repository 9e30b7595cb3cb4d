package dev.scopestream.spill;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** Which values a store holds, by owner and by age, and how many bytes they are. Pure bookkeeping, for one thread. */
final class Ledger {
    private final Map<Long, Segment> byAge = new LinkedHashMap<>();
    private final Map<String, Account> accounts = new TreeMap<>();
    private long liveBytes;
    private long lastSerial;

    long liveBytes() {
        return liveBytes;
    }

    long nextSerial() {
        return lastSerial + 1;
    }

    /** Adds a segment as the youngest. */
    void add(Segment segment) {
        lastSerial = Math.max(lastSerial, segment.serial());
        byAge.put(segment.serial(), segment);
        liveBytes += segment.bytes();
        accounts.computeIfAbsent(
                        key(segment.kind(), segment.owner()),
                        any -> new Account(
                                segment.kind(), StoreKeys.nameOf(segment.kind(), segment.owner()), segment.owner()))
                .add(segment);
    }

    /** Takes a segment out; tells the suffixes of those of its values that must be deleted. */
    void remove(Segment segment, LongConsumer gone) {
        String key = key(segment.kind(), segment.owner());
        Account account = accounts.get(key);
        account.remove(segment, gone);
        byAge.remove(segment.serial());
        liveBytes -= segment.bytes();
        if (account.isEmpty()) {
            accounts.remove(key);
        }
    }

    /** The oldest segments, until without them there is room for {@code bytes} more. */
    List<Segment> oldest(long bytes, long quota) {
        List<Segment> victims = new ArrayList<>();
        long excess = liveBytes + bytes - quota;
        for (Segment segment : byAge.values()) {
            if (excess <= 0) {
                break;
            }
            victims.add(segment);
            excess -= segment.bytes();
        }
        return victims;
    }

    /** The oldest segments, as far as they were created before this time. */
    List<Segment> createdBefore(long millis) {
        List<Segment> old = new ArrayList<>();
        for (Segment segment : byAge.values()) {
            if (segment.createdMillis() >= millis) {
                break;
            }
            old.add(segment);
        }
        return old;
    }

    /** Makes an owner's segments the youngest. */
    void touch(ValueKind kind, byte[] owner) {
        account(kind, owner).ifPresent(account -> account.segments().forEach(segment -> {
            byAge.remove(segment.serial());
            byAge.put(segment.serial(), segment);
        }));
    }

    Optional<Account> account(ValueKind kind, byte[] owner) {
        return Optional.ofNullable(accounts.get(key(kind, owner)));
    }

    /** All accounts, by kind and owner. */
    Collection<Account> accounts() {
        return Collections.unmodifiableCollection(accounts.values());
    }

    /** The owners of this kind, least recently written or touched first. */
    List<byte[]> ownersByAge(ValueKind kind) {
        return byAge.values().stream()
                .filter(segment -> segment.kind() == kind)
                .map(Segment::owner)
                .toList();
    }

    private static String key(ValueKind kind, byte[] owner) {
        return kind.code() + new String(owner, StandardCharsets.ISO_8859_1);
    }
}
