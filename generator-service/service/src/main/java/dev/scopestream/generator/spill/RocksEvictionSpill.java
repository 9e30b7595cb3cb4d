package dev.scopestream.generator.spill;

import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.generator.config.ConfigurationError;
import dev.scopestream.generator.config.SpillSettings;
import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.resume.AttemptCheckpoint;
import dev.scopestream.spill.Fingerprints;
import dev.scopestream.spill.OnFull;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.RequestUsage;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.TokenHistory;
import dev.scopestream.spill.rocks.RocksSpillStore;
import dev.scopestream.spill.rocks.SharedDirectory;
import dev.scopestream.spill.write.WaitBudget;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes evicted entries to a spill store in RocksDB, in blocks, by a thread of its own. A request's name in the store is
 * its source partition and offset: unique, and the same for every instance that serves the prompt; that of a further sample
 * also its number.
 */
public final class RocksEvictionSpill implements EvictionSpill {
    private static final Pattern OFFSET = Pattern.compile("([0-9]{1,18})([.][0-9]{1,9})?");

    private final SpillPipeline pipeline;
    private final Path directory;
    private final boolean keep;
    private final long id;

    private RocksEvictionSpill(SpillPipeline pipeline, Path directory, boolean keep, long id) {
        this.pipeline = pipeline;
        this.directory = directory;
        this.keep = keep;
        this.id = id;
    }

    /** @throws ConfigurationError when the directory or an option can't be used */
    public static RocksEvictionSpill open(SpillSettings settings) {
        try {
            SpillOptions options = SpillOptions.builder(settings.directory())
                    .quotaBytes(settings.quota())
                    .memoryBytes(settings.memory())
                    .ttl(settings.ttl())
                    .onFull(onFull(settings.onFull()))
                    .waitAtMost(settings.waitBudget())
                    .build();
            RocksSpillStore store = store(options, settings.shared());
            return new RocksEvictionSpill(
                    SpillPipeline.of(store, options, settings.cache()),
                    settings.directory(),
                    settings.keep(),
                    store.id());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError("scope.spill.*: " + e.getMessage(), e);
        } catch (SpillDirectoryInUseException e) {
            throw new ConfigurationError("scope.spill.directory: " + e.getMessage(), e);
        }
    }

    /** Bytes that this process may still write to the directory's disk; 0 where that isn't known. */
    long freeBytes() {
        return directory.toFile().getUsableSpace();
    }

    private static RocksSpillStore store(SpillOptions options, boolean shared) throws SpillDirectoryInUseException {
        return shared
                ? SharedDirectory.open(options, Clock.systemUTC(), FaultPoint.SPILL_USE::passTogether)
                : RocksSpillStore.open(options, Clock.systemUTC(), FaultPoint.SPILL_USE::passTogether);
    }

    private static OnFull onFull(String name) {
        return Arrays.stream(OnFull.values())
                .filter(value -> value.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationError("scope.spill.on-full is '" + name + "'; there are: "
                        + Arrays.toString(OnFull.values()).toLowerCase(Locale.ROOT)));
    }

    @Override
    public WaitBudget waitBudget() {
        return new WaitBudget(pipeline.waitAtMost());
    }

    @Override
    public RequestEvictions begin(
            AdmittedPrompt prompt, int sample, ModelInfo model, WaitBudget budget, AttemptCheckpoint checkpoint) {
        KvOptions kv = prompt.request().kv();
        RequestIdentity identity = identity(prompt, sample, model);
        int heads = kv.fidelity() == KvOptions.Fidelity.REFERENCE ? model.heads() : model.kvHeads();
        pipeline.assembler().open(identity, TokenHistory.unchecked());
        return new RocksRequestEvictions(pipeline, identity, model.layers(), heads, keep, budget, checkpoint);
    }

    static RequestIdentity identity(AdmittedPrompt prompt, int sample, ModelInfo model) {
        return new RequestIdentity(
                prompt.claim().partition() + "-" + prompt.claim().offset() + (sample == 0 ? "" : "." + sample),
                fingerprint(model),
                Fingerprints.of(prompt.request().kv().toString()));
    }

    @Override
    public long id() {
        return id;
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
        List<String> left = pipeline.store().requests().stream()
                .map(RequestUsage::requestId)
                .filter(id -> {
                    Matcher offset = OFFSET.matcher(id).region(Math.min(start.length(), id.length()), id.length());
                    return id.startsWith(start) && offset.matches() && finished.test(Long.parseLong(offset.group(1)));
                })
                .toList();
        left.forEach(pipeline.writer()::delete);
        return left.size();
    }

    @Override
    public PrefixStore prefixes(ModelInfo model) {
        return new RocksPrefixes(pipeline.store(), pipeline.writer(), fingerprint(model));
    }

    SpillPipeline pipeline() {
        return pipeline;
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
