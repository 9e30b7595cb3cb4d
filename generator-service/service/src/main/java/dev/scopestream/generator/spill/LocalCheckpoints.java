package dev.scopestream.generator.spill;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.resume.CheckpointPlace;
import dev.scopestream.generator.resume.CheckpointRule;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.RequestIdentity;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Saves running requests in the spill store, behind their evicted entries: a generator that starts on the same disk goes on
 * with them. With a request's entries its checkpoint is deleted, too.
 */
public final class LocalCheckpoints implements CheckpointStore {
    private final RocksEvictionSpill spill;
    private final CheckpointRule rule;

    public LocalCheckpoints(RocksEvictionSpill spill, CheckpointRule rule) {
        this.spill = spill;
        this.rule = rule;
    }

    @Override
    public CheckpointRule rule() {
        return rule;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public CompletableFuture<CheckpointPlace> open(AdmittedPrompt prompt, int attempt, ModelInfo model) {
        return CompletableFuture.completedFuture(
                new Place(spill.pipeline(), RocksEvictionSpill.identity(prompt, 0, model)));
    }

    @Override
    public CompletableFuture<Void> flushed() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void forgetFinished(TopicPartition partition, LongPredicate finished) {}

    /** The spill store is its owner's. */
    @Override
    public void close() {}

    /** One attempt's value in the spill store. */
    record Place(SpillPipeline pipeline, RequestIdentity identity) implements CheckpointPlace {
        @Override
        public Lookup<ByteBuffer> load() {
            return pipeline.writer()
                    .pendingCheckpoint(identity)
                    .map(Lookup::hit)
                    .orElseGet(() -> pipeline.store().getCheckpoint(identity));
        }

        @Override
        public void discard() {}

        @Override
        public boolean save(List<ByteBuffer> payload, int tokens, Duration atMost) {
            return pipeline.writer().submitCheckpoint(identity, payload, atMost);
        }

        @Override
        public void delivered() {
            pipeline.writer().deleteCheckpoint(identity);
        }
    }
}
