package dev.scopestream.spill.index;

import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.format.Segment;
import dev.scopestream.spill.format.StoreKeys;
import dev.scopestream.spill.format.ValueKind;
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

/** Which values a store holds, by owner and by age, and how many bytes they are. Reads and writes no files. For one
 * thread. */
public final class SegmentIndex {
    private final Map<Long, Segment> byAge = new LinkedHashMap<>();
    private final Map<String, OwnerContents> owners = new TreeMap<>();
    private long liveBytes;
    private long lastSerial;

    public long liveBytes() {
        return liveBytes;
    }

    public long nextSerial() {
        return lastSerial + 1;
    }

    /** Adds a segment as the youngest. */
    public void add(Segment segment) {
        lastSerial = Math.max(lastSerial, segment.serial());
        byAge.put(segment.serial(), segment);
        liveBytes += segment.bytes();
        owners.computeIfAbsent(
                        key(segment.kind(), segment.owner()),
                        any -> new OwnerContents(
                                segment.kind(), StoreKeys.nameOf(segment.kind(), segment.owner()), segment.owner()))
                .add(segment);
    }

    /** Removes a segment; tells the suffixes of its values that must be deleted. */
    public void remove(Segment segment, LongConsumer gone) {
        String key = key(segment.kind(), segment.owner());
        OwnerContents contents = owners.get(key);
        contents.remove(segment, gone);
        byAge.remove(segment.serial());
        liveBytes -= segment.bytes();
        if (contents.isEmpty()) {
            owners.remove(key);
        }
    }

    /** The oldest segments that must be removed so that {@code bytes} more fit the quota. */
    public List<Segment> oldest(long bytes, long quota) {
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
    public List<Segment> createdBefore(long millis) {
        List<Segment> old = new ArrayList<>();
        for (Segment segment : byAge.values()) {
            if (segment.createdMillis() >= millis) {
                break;
            }
            old.add(segment);
        }
        return old;
    }

    /** Makes an owner's segments the youngest. False: it has none. */
    public boolean touch(ValueKind kind, byte[] owner) {
        Optional<OwnerContents> found = contents(kind, owner);
        found.ifPresent(contents -> contents.segments().forEach(segment -> {
            byAge.remove(segment.serial());
            byAge.put(segment.serial(), segment);
        }));
        return found.isPresent();
    }

    public Optional<OwnerContents> contents(ValueKind kind, byte[] owner) {
        return Optional.ofNullable(owners.get(key(kind, owner)));
    }

    /** All owners, by kind and name. */
    public Collection<OwnerContents> owners() {
        return Collections.unmodifiableCollection(owners.values());
    }

    /** All requests that hold something, by id. */
    public List<RequestUsage> requests() {
        Map<String, RequestUsage> usages = new TreeMap<>();
        owners.values().stream()
                .filter(owner -> owner.kind().ofRequest())
                .map(owner -> new RequestUsage(owner.name(), owner.values(), owner.bytes()))
                .forEach(usage -> usages.merge(usage.requestId(), usage, RequestUsage::plus));
        return List.copyOf(usages.values());
    }

    /** The names of a model's and policy's prefixes, least recently written or touched first. */
    public List<String> prefixes(long model, long policy) {
        return byAge.values().stream()
                .filter(segment -> segment.kind() == ValueKind.PREFIX)
                .filter(segment -> StoreKeys.isPrefixOf(segment.owner(), model, policy))
                .map(segment -> StoreKeys.nameOf(ValueKind.PREFIX, segment.owner()))
                .toList();
    }

    private static String key(ValueKind kind, byte[] owner) {
        return kind.code() + new String(owner, StandardCharsets.ISO_8859_1);
    }
}
