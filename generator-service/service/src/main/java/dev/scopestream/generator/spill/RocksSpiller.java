package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.generator.config.ConfigurationError;
import dev.scopestream.generator.config.SpillSettings;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.spill.BlockAssembler;
import dev.scopestream.spill.ElementType;
import dev.scopestream.spill.Entries;
import dev.scopestream.spill.Fingerprints;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.OnFull;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.RocksSpillStore;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStatistics;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.SpillWriter;
import dev.scopestream.spill.TokenHistory;
import dev.scopestream.spill.WriterStatistics;
import java.nio.IntBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evicted entries go to a spill store, in blocks, by a thread of its own. A request stands there under its source
 * partition and offset: unique, and the same wherever it is served again.
 */
public final class RocksSpiller implements Spiller {
    private static final Logger LOG = LoggerFactory.getLogger(RocksSpiller.class);

    private final SpillStore store;
    private final SpillWriter writer;
    private final BlockAssembler assembler;
    private final boolean keep;

    private RocksSpiller(SpillStore store, SpillOptions options, boolean keep) {
        this.store = store;
        this.writer = new SpillWriter(store, options);
        this.assembler = new BlockAssembler(options.blockTokens());
        this.keep = keep;
    }

    /** @throws ConfigurationError when the directory or an option can't be used */
    public static RocksSpiller open(SpillSettings settings) {
        try {
            SpillOptions options = SpillOptions.in(settings.directory())
                    .withQuota(settings.quota())
                    .withTtl(settings.ttl());
            options = options.withQueue(options.queueBytes(), onFull(settings.onFull()), options.waitAtMost());
            return new RocksSpiller(RocksSpillStore.open(options, Clock.systemUTC()), options, settings.keep());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError("scope.spill.*: " + e.getMessage(), e);
        } catch (SpillDirectoryInUseException e) {
            throw new ConfigurationError("scope.spill.directory: " + e.getMessage(), e);
        }
    }

    private static OnFull onFull(String name) {
        return Arrays.stream(OnFull.values())
                .filter(value -> value.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationError("scope.spill.on-full is '" + name + "'; there are: "
                        + Arrays.toString(OnFull.values()).toLowerCase(Locale.ROOT)));
    }

    @Override
    public RequestSpill begin(Work work, int attempt) {
        String id = work.claim().partition() + "-" + work.claim().offset();
        writer.delete(id);
        RequestIdentity identity =
                new RequestIdentity(id, 0, Fingerprints.of(work.request().kv().toString()));
        assembler.open(identity, TokenHistory.unchecked());
        return new Spill(id);
    }

    public SpillStatistics statistics() {
        return store.statistics();
    }

    public WriterStatistics writerStatistics() {
        return writer.statistics();
    }

    @Override
    public void close() {
        writer.close();
        store.close();
    }

    /** One attempt's entries; {@link #sink} and {@link #end} belong to the decode thread. */
    private final class Spill implements RequestSpill {
        private final String id;
        private long entries;
        private boolean failed;

        Spill(String id) {
            this.id = id;
        }

        @Override
        public EvictionSink sink() {
            return this::take;
        }

        private void take(EvictedBlock block) {
            if (failed) {
                return;
            }
            try {
                long unused = assembler.add(
                        id,
                        block.layer(),
                        block.head(),
                        new Entries(
                                Phase.valueOf(block.phase().name()),
                                ElementType.valueOf(block.dtype().name()),
                                block.headDim(),
                                IntBuffer.wrap(block.positions().toArray()),
                                block.keys(),
                                block.values()),
                        this::submit);
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
        public void end() {
            if (keep && !failed) {
                assembler.partial(id).forEach(this::submit);
            }
            assembler.close(id);
            if (!keep) {
                writer.delete(id);
            }
        }
    }
}
