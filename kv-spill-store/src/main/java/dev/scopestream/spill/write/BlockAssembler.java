package dev.scopestream.spill.write;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.TokenHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Groups evicted entries into blocks, per request, layer and key/value head. Each entry gets an ordinal within its layer
 * and head: its block is {@code ordinal / blockTokens}, its row in the block {@code ordinal % blockTokens}; where the
 * phase changes a new block begins and ordinals are skipped. Safe for use by several threads.
 */
public final class BlockAssembler {
    private final int blockTokens;
    private final Map<String, Rows> requests = new ConcurrentHashMap<>();

    /** @param blockTokens entries in a full block, see {@link SpillOptions.Writing#blockTokens} */
    public BlockAssembler(int blockTokens) {
        if (blockTokens < 1 || blockTokens > KvBlock.MAX_TOKENS) {
            throw new IllegalArgumentException(
                    "blockTokens must be from 1 to " + KvBlock.MAX_TOKENS + ", is " + blockTokens);
        }
        this.blockTokens = blockTokens;
    }

    /**
     * Begins a request, anew if it was open.
     *
     * @param tokens marks its blocks; may grow while the request runs
     */
    public void open(RequestIdentity request, TokenHistory tokens) {
        requests.put(request.requestId(), new Rows(request, tokens));
    }

    /**
     * Takes entries.
     *
     * @param full gets each block that is complete, before this returns
     * @return the ordinal of the first of the entries; the others follow
     * @throws IllegalStateException when the request isn't open
     */
    public long add(String requestId, int layer, int head, EvictedEntries entries, Consumer<KvBlock> full) {
        Rows rows = rows(requestId);
        synchronized (rows) {
            return rows.at(new BlockAddress(layer, head, 0)).add(entries, full);
        }
    }

    /** Copies of the blocks that aren't full; those go on growing, and are handed out again with the same address. */
    public List<KvBlock> partial(String requestId) {
        Rows rows = rows(requestId);
        synchronized (rows) {
            List<KvBlock> blocks = new ArrayList<>();
            rows.open.values().forEach(row -> row.copied().ifPresent(blocks::add));
            return blocks;
        }
    }

    /** The block at this address, if it's one that isn't full: a view, for as long as the request is open. */
    public Optional<KvBlock> partial(String requestId, BlockAddress address) {
        Rows rows = requests.get(requestId);
        if (rows == null) {
            return Optional.empty();
        }
        synchronized (rows) {
            return Optional.ofNullable(rows.open.get(row(address)))
                    .filter(open -> open.sequence() == address.sequence())
                    .flatMap(OpenRow::content);
        }
    }

    /** The number of the block that the next entry of this layer and head goes into, unless the phase changes. */
    public int sequence(String requestId, int layer, int head) {
        Rows rows = rows(requestId);
        synchronized (rows) {
            return rows.at(new BlockAddress(layer, head, 0)).sequence();
        }
    }

    /**
     * Continues a layer and head of a request that was resumed: the next entry begins this block.
     *
     * @throws IllegalStateException when the request isn't open, or entries of this layer and head were already added
     */
    public void resume(String requestId, BlockAddress next) {
        Rows rows = rows(requestId);
        synchronized (rows) {
            if (rows.open.containsKey(row(next))) {
                throw new IllegalStateException("layer " + next.layer() + ", head " + next.head() + " of request "
                        + requestId + " has begun already");
            }
            rows.at(next);
        }
    }

    /** Forgets a request and what isn't complete of it. */
    public void close(String requestId) {
        requests.remove(requestId);
    }

    private Rows rows(String requestId) {
        Rows rows = requests.get(requestId);
        if (rows == null) {
            throw new IllegalStateException("request " + requestId + " isn't open for spilling: call open first");
        }
        return rows;
    }

    private static int row(BlockAddress address) {
        return (int) (address.packed() >>> 32);
    }

    /** The open rows of one request; the monitor guards them. */
    private final class Rows {
        private final RequestIdentity request;
        private final TokenHistory tokens;
        private final Map<Integer, OpenRow> open = new TreeMap<>();

        Rows(RequestIdentity request, TokenHistory tokens) {
            this.request = request;
            this.tokens = tokens;
        }

        OpenRow at(BlockAddress first) {
            return open.computeIfAbsent(row(first), any -> new OpenRow(request, tokens, first, blockTokens));
        }
    }
}
