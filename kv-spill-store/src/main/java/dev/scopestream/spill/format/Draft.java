package dev.scopestream.spill.format;

import dev.scopestream.spill.KvBlock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encoded values of one owner that are about to be written together. */
public final class Draft {
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
    public static List<Draft> ofBlocks(List<KvBlock> blocks, long nowMillis) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        for (KvBlock block : blocks) {
            String id = block.request().requestId();
            drafts.computeIfAbsent(id, any -> new Draft(ValueKind.BLOCK, StoreKeys.ofRequest(id)))
                    .add(block.address().packed(), BlockCodec.encode(block, nowMillis));
        }
        return List.copyOf(drafts.values());
    }

    public static Draft ofBlob(BlobKey key, ByteBuffer payload, long nowMillis) {
        Draft draft = new Draft(key.kind(), StoreKeys.ofBlob(key));
        draft.add(StoreKeys.suffix(key), BlobCodec.encode(key, payload, nowMillis));
        return draft;
    }

    private void add(long suffix, byte[] value) {
        suffixes.add(suffix);
        values.add(value);
        bytes += owner.length + 8L + value.length;
    }

    public ValueKind kind() {
        return kind;
    }

    public byte[] owner() {
        return owner;
    }

    /** Of its first value. */
    public long suffix() {
        return suffixes.get(0);
    }

    public int size() {
        return values.size();
    }

    public byte[] key(int index) {
        return StoreKeys.key(owner, suffixes.get(index));
    }

    public byte[] value(int index) {
        return values.get(index);
    }

    /** Bytes of keys and values. */
    public long bytes() {
        return bytes;
    }

    public Segment segment(long serial, long nowMillis) {
        return new Segment(serial, nowMillis, kind, owner, suffixes, bytes);
    }
}
