package dev.scopestream.generator.spill;

import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.generator.config.ConfigurationError;
import dev.scopestream.generator.config.SpillSettings;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.spill.Fingerprints;
import dev.scopestream.spill.OnFull;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStatistics;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.TokenHistory;
import dev.scopestream.spill.read.ReaderStatistics;
import dev.scopestream.spill.read.SpillPrefetcher;
import dev.scopestream.spill.read.SpillReader;
import dev.scopestream.spill.rocks.RocksSpillStore;
import dev.scopestream.spill.write.BlockAssembler;
import dev.scopestream.spill.write.SpillWriter;
import dev.scopestream.spill.write.WriterStatistics;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Evicted entries go to a spill store, in blocks, by a thread of its own. A request stands there under its source
 * partition and offset: unique, and the same wherever it is served again.
 */
public final class RocksSpiller implements Spiller {
    private static final Pattern OFFSET = Pattern.compile("[0-9]{1,18}");

    private final SpillStore store;
    private final SpillWriter writer;
    private final BlockAssembler assembler;
    private final SpillReader reader;
    private final SpillPrefetcher prefetcher;
    private final int blockTokens;
    private final boolean keep;
    private final CheckpointRule checkpoints;

    private RocksSpiller(
            SpillStore store, SpillOptions options, long cacheBytes, boolean keep, CheckpointRule checkpoints) {
        this.checkpoints = checkpoints;
        this.store = store;
        this.writer = new SpillWriter(store, options);
        this.assembler = new BlockAssembler(options.writing().blockTokens());
        this.reader = new SpillReader(store, writer, assembler, cacheBytes);
        this.prefetcher = new SpillPrefetcher(reader);
        this.blockTokens = options.writing().blockTokens();
        this.keep = keep;
    }

    /** @throws ConfigurationError when the directory or an option can't be used */
    public static RocksSpiller open(SpillSettings settings) {
        try {
            SpillOptions options = SpillOptions.builder(settings.directory())
                    .quotaBytes(settings.quota())
                    .ttl(settings.ttl())
                    .onFull(onFull(settings.onFull()))
                    .build();
            return new RocksSpiller(
                    RocksSpillStore.open(options, Clock.systemUTC()),
                    options,
                    settings.cache(),
                    settings.keep(),
                    new CheckpointRule(settings.checkpointTokens(), settings.checkpointBudget(), true));
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
    public RequestSpill begin(Work work, ModelInfo model) {
        KvOptions kv = work.request().kv();
        RequestIdentity identity = new RequestIdentity(
                work.claim().partition() + "-" + work.claim().offset(),
                fingerprint(model),
                Fingerprints.of(kv.toString()));
        int heads = kv.fidelity() == KvOptions.Fidelity.REFERENCE ? model.heads() : model.kvHeads();
        assembler.open(identity, TokenHistory.unchecked());
        return new RocksSpill(
                store, writer, assembler, reader, prefetcher, blockTokens, identity, model.layers(), heads, keep);
    }

    private static long fingerprint(ModelInfo model) {
        return Fingerprints.of(model.weightsDigest(), model.dtype().name());
    }

    @Override
    public long forgetFinished(TopicPartition partition, LongPredicate finished) {
        if (keep) {
            return 0;
        }
        String start = partition + "-";
        List<String> left = store.requests().stream()
                .map(RequestUsage::requestId)
                .filter(id -> id.startsWith(start)
                        && OFFSET.matcher(id)
                                .region(start.length(), id.length())
                                .matches())
                .filter(id -> finished.test(Long.parseLong(id.substring(start.length()))))
                .toList();
        left.forEach(writer::delete);
        return left.size();
    }

    @Override
    public PrefixStore prefixes(ModelInfo model) {
        return new RocksPrefixes(store, writer, fingerprint(model));
    }

    @Override
    public CheckpointRule checkpoints() {
        return checkpoints;
    }

    public SpillStatistics statistics() {
        return store.statistics();
    }

    public ReaderStatistics readerStatistics() {
        return reader.statistics();
    }

    /** Layers of requests whose blocks were fetched ahead, but not in time. */
    public long late() {
        return prefetcher.late();
    }

    public WriterStatistics writerStatistics() {
        return writer.statistics();
    }

    @Override
    public void close() {
        prefetcher.close();
        writer.close();
        store.close();
    }
}
