package dev.scopestream.events;

/**
 * What a running request's KV cache holds, and has lost since its attempt began. An entry is one position of one layer and
 * key/value head; bytes are of keys and values over all layers and heads.
 *
 * @param heldBytes held now, recall included
 * @param fullBytes what a cache that evicts nothing would hold now
 * @param evicted entries evicted so far
 * @param spilled entries written to the spill store so far
 * @param recalled entries brought back so far
 * @param kept which positions each layer keeps; null: its sender didn't ask, see {@link PromptHeaders#KEPT}
 */
public record ChunkKv(long heldBytes, long fullBytes, long evicted, long spilled, long recalled, KeptPositions kept) {
    static ChunkKv read(Fields f) {
        return new ChunkKv(
                f.longInteger("held_bytes", 0, Long.MAX_VALUE),
                f.longInteger("full_bytes", 0, Long.MAX_VALUE),
                f.longInteger("evicted", 0, Long.MAX_VALUE),
                f.longInteger("spilled", 0, Long.MAX_VALUE),
                f.longInteger("recalled", 0, Long.MAX_VALUE),
                f.has("kept") ? KeptPositions.read(f.object("kept")) : null);
    }
}
