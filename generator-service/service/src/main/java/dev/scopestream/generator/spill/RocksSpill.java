package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.RecallSource;
import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.ElementType;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.read.SpillPrefetcher;
import dev.scopestream.spill.read.SpillReader;
import dev.scopestream.spill.write.BlockAssembler;
import dev.scopestream.spill.write.EvictedEntries;
import dev.scopestream.spill.write.SpillWriter;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt's entries and checkpoints in a spill store. Belongs to the decode thread. */
final class RocksSpill implements RequestSpill {
    private static final Logger LOG = LoggerFactory.getLogger(RocksSpill.class);

    private final SpillStore store;
    private final SpillWriter writer;
    private final BlockAssembler assembler;
    private final SpillReader reader;
    private final SpillPrefetcher prefetcher;
    private final int blockTokens;
    private final RequestIdentity identity;
    private final String id;
    private final int layers;
    private final int heads;
    private final boolean keep;
    private Optional<CheckpointFrame> found = Optional.empty();
    private long entries;
    private boolean failed;
    private boolean over;
    private final Map<Long, RecallIndex> recall = new HashMap<>();

    RocksSpill(
            SpillStore store,
            SpillWriter writer,
            BlockAssembler assembler,
            SpillReader reader,
            SpillPrefetcher prefetcher,
            int blockTokens,
            RequestIdentity identity,
            int layers,
            int heads,
            boolean keep) {
        this.store = store;
        this.writer = writer;
        this.assembler = assembler;
        this.reader = reader;
        this.prefetcher = prefetcher;
        this.blockTokens = blockTokens;
        this.identity = identity;
        this.id = identity.requestId();
        this.layers = layers;
        this.heads = heads;
        this.keep = keep;
    }

    @Override
    public Lookup<ByteBuffer> saved() {
        Lookup<ByteBuffer> bytes =
                writer.pendingCheckpoint(identity).map(Lookup::hit).orElseGet(() -> store.getCheckpoint(identity));
        return bytes.then(payload -> {
            Optional<CheckpointFrame.Opened> opened = CheckpointFrame.open(payload);
            found = opened.map(CheckpointFrame.Opened::frame);
            return opened.map(o -> Lookup.hit(o.snapshot())).orElse(Lookup.miss(MissReason.UNKNOWN_VERSION));
        });
    }

    @Override
    public void begin(boolean resumed) {
        if (!resumed) {
            writer.delete(id);
            return;
        }
        CheckpointFrame frame = found.orElseThrow();
        entries = frame.entries();
        for (CheckpointFrame.Row row : frame.rows()) {
            assembler.resume(id, row.next());
            recall.put(at(row.next().layer(), row.next().head()), row.index());
        }
    }

    @Override
    public boolean save(ByteBuffer snapshot, Duration atMost) {
        List<KvBlock> partial = assembler.partial(id);
        Set<Long> begun = new HashSet<>();
        long inside = 0;
        for (KvBlock block : partial) {
            boolean unused = writer.submit(block);
            begun.add(at(block.address().layer(), block.address().head()));
            inside += block.size();
        }
        List<CheckpointFrame.Row> next = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            for (int h = 0; h < heads; h++) {
                int sequence = assembler.sequence(id, l, h) + (begun.contains(at(l, h)) ? 1 : 0);
                if (sequence > 0) {
                    next.add(new CheckpointFrame.Row(new BlockAddress(l, h, sequence), recall(l, h)));
                }
            }
        }
        ByteBuffer frame = new CheckpointFrame(entries + inside, next).encode();
        return writer.submitCheckpoint(identity, List.of(frame, snapshot), atMost);
    }

    private static long at(int layer, int head) {
        return (long) layer << Integer.SIZE | head;
    }

    @Override
    public EvictionSink sink() {
        return new Sink();
    }

    private RecallIndex recall(int layer, int head) {
        return recall.computeIfAbsent(at(layer, head), any -> new RecallIndex());
    }

    /** For the engine: takes entries, and reads them back. */
    private final class Sink implements EvictionSink {
        @Override
        public void evicted(EvictedBlock block) {
            take(block);
        }

        @Override
        public Optional<RecallSource> source() {
            return Optional.of(new RecallReader(
                    reader, prefetcher, ReadScope.of(identity), RocksSpill.this::recall, blockTokens, layers));
        }
    }

    private void take(EvictedBlock block) {
        if (failed || over) {
            return;
        }
        try {
            long ordinal = assembler.add(
                    id,
                    block.layer(),
                    block.head(),
                    new EvictedEntries(
                            Phase.valueOf(block.phase().name()),
                            ElementType.valueOf(block.dtype().name()),
                            block.headDim(),
                            IntBuffer.wrap(block.positions().toArray()),
                            block.keys(),
                            block.values()),
                    this::submit);
            recall(block.layer(), block.head()).add(ordinal, block.positions().size());
        } catch (RuntimeException e) {
            failed = true;
            LOG.error("spilling failed, this request's evicted entries are forgotten: request={}", id, e);
        }
    }

    private void submit(KvBlock block) {
        if (writer.submit(block)) {
            entries += block.size();
        }
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public void suspend() {
        over = true;
        assembler.close(id);
        reader.forget(id);
    }

    @Override
    public void finish() {
        if (keep && !failed && !over) {
            assembler.partial(id).forEach(this::submit);
        }
        suspend();
    }

    @Override
    public void delivered() {
        if (keep) {
            writer.deleteCheckpoint(identity);
        } else {
            writer.delete(id);
        }
    }
}
