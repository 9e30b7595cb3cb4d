package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.RecallSource;
import dev.scopestream.generator.recall.RecallIndexes;
import dev.scopestream.generator.recall.RecallReader;
import dev.scopestream.generator.resume.AttemptCheckpoint;
import dev.scopestream.generator.resume.CheckpointFrame;
import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.write.WaitBudget;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt's evicted entries in a spill store, and its checkpoint. Belongs to the decode thread. */
final class RocksRequestEvictions implements RequestEvictions {
    private static final Logger LOG = LoggerFactory.getLogger(RocksRequestEvictions.class);

    private final SpillPipeline pipeline;
    private final RequestIdentity identity;
    private final String id;
    private final int layers;
    private final int heads;
    private final boolean keep;
    private final WaitBudget budget;
    private final AttemptCheckpoint checkpoint;
    private final RecallIndexes recall = new RecallIndexes();
    private long entries;
    private boolean failed;
    private boolean over;

    /**
     * @param keep true: blocks stay in the store after the request's end
     * @param budget of the decode thread, for its waiting
     */
    RocksRequestEvictions(
            SpillPipeline pipeline,
            RequestIdentity identity,
            int layers,
            int heads,
            boolean keep,
            WaitBudget budget,
            AttemptCheckpoint checkpoint) {
        this.budget = budget;
        this.checkpoint = checkpoint;
        this.pipeline = pipeline;
        this.identity = identity;
        this.id = identity.requestId();
        this.layers = layers;
        this.heads = heads;
        this.keep = keep;
    }

    @Override
    public Lookup<ByteBuffer> saved() {
        return checkpoint.load();
    }

    @Override
    public void begin(boolean resumed) {
        Optional<CheckpointFrame> from = checkpoint.begin(resumed);
        if (from.map(frame -> !checkpoint.here(frame)).orElse(true)) {
            pipeline.writer().delete(id);
        }
        if (from.isPresent()) {
            CheckpointFrame frame = from.get();
            entries = frame.entries();
            for (CheckpointFrame.Row row : frame.rows()) {
                pipeline.assembler().resume(id, row.next());
                recall.put(row.next().layer(), row.next().head(), row.index());
            }
        }
    }

    /** Blocks that aren't full are written too: the checkpoint names the block after them as the next one. */
    @Override
    public boolean save(ByteBuffer snapshot, int tokens, Duration atMost) {
        boolean[][] partial = new boolean[layers][heads];
        long inside = 0;
        for (KvBlock block : pipeline.assembler().partial(id)) {
            partial[block.address().layer()][block.address().head()] = true;
            inside += pipeline.writer().submit(block, budget) ? block.size() : 0;
        }
        List<CheckpointFrame.Row> next = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            for (int h = 0; h < heads; h++) {
                int sequence = pipeline.assembler().sequence(id, l, h) + (partial[l][h] ? 1 : 0);
                if (sequence > 0) {
                    next.add(new CheckpointFrame.Row(new BlockAddress(l, h, sequence), recall.of(l, h)));
                }
            }
        }
        return checkpoint.save(entries + inside, next, snapshot, tokens, atMost);
    }

    @Override
    public int moves() {
        return checkpoint.moves();
    }

    @Override
    public boolean moved() {
        return checkpoint.moved();
    }

    @Override
    public EvictionSink sink() {
        return new Sink();
    }

    /** Takes entries from the engine, and reads them back for it. */
    private final class Sink implements EvictionSink {
        @Override
        public void evicted(EvictedBlock block) {
            take(block);
        }

        @Override
        public Optional<RecallSource> source() {
            return Optional.of(new RecallReader(
                    pipeline.reader(),
                    pipeline.prefetcher(),
                    ReadScope.of(identity),
                    recall,
                    pipeline.blockTokens(),
                    layers));
        }
    }

    private void take(EvictedBlock block) {
        if (failed || over) {
            return;
        }
        try {
            long ordinal = pipeline.assembler()
                    .add(id, block.layer(), block.head(), EvictedBlocks.entries(block), this::submit);
            recall.of(block.layer(), block.head())
                    .add(ordinal, block.positions().size());
        } catch (RuntimeException e) {
            failed = true;
            LOG.error("spilling failed, this request's evicted entries are dropped: request={}", id, e);
        }
    }

    private void submit(KvBlock block) {
        if (pipeline.writer().submit(block, budget)) {
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
        pipeline.assembler().close(id);
        pipeline.reader().forget(id);
    }

    @Override
    public void finish() {
        if (keep && !failed && !over) {
            pipeline.assembler().partial(id).forEach(this::submit);
        }
        suspend();
    }

    @Override
    public void delivered() {
        checkpoint.delivered();
        if (!keep) {
            pipeline.writer().delete(id);
        }
    }
}
