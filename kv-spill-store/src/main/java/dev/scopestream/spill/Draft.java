package dev.scopestream.spill;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encoded values of one owner that are about to be written together. */
final class Draft {
    private final ValueKind kind;
    private final byte[] owner;
    private final List<Long> suffixes = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    private long bytes;

    private Draft(ValueKind kind, byte[] owner) {
        this.kind = kind;
        this.owner = owner;
    }

    /** One draft for each request. */
    static List<Draft> ofBlocks(List<KvBlock> blocks, long nowMillis) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        for (KvBlock block : blocks) {
            String id = block.request().requestId();
            drafts.computeIfAbsent(id, any -> new Draft(ValueKind.BLOCK, StoreKeys.ofRequest(id)))
                    .add(block.address().packed(), BlockCodec.encode(block, nowMillis));
        }
        return List.copyOf(drafts.values());
    }

    static Draft ofBlob(BlobKey key, ByteBuffer payload, long nowMillis) {
        Draft draft = new Draft(key.kind(), StoreKeys.ofBlob(key));
        draft.add(StoreKeys.suffix(key), BlobCodec.encode(key, payload, nowMillis));
        return draft;
    }

    private void add(long suffix, byte[] value) {
        suffixes.add(suffix);
        values.add(value);
        bytes += owner.length + 8L + value.length;
    }

    ValueKind kind() {
        return kind;
    }

    byte[] owner() {
        return owner;
    }

    /** Of its first value. */
    long suffix() {
        return suffixes.get(0);
    }

    int size() {
        return values.size();
    }

    byte[] key(int index) {
        return StoreKeys.key(owner, suffixes.get(index));
    }

    byte[] value(int index) {
        return values.get(index);
    }

    /** Bytes of keys and values. */
    long bytes() {
        return bytes;
    }

    Segment segment(long serial, long nowMillis) {
        return new Segment(serial, nowMillis, kind, owner, suffixes, bytes);
    }
}
