package dev.scopestream.generator.resume;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.events.SourceDigest;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.resume.topic.PointerTable;
import dev.scopestream.spill.Fingerprints;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.QueuedCheckpoints;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.apache.kafka.common.TopicPartition;

/** Saves running requests where all generators of a group find them: whoever gets the prompt goes on. */
public final class SharedCheckpoints implements CheckpointStore {
    private final QueuedCheckpoints checkpoints;
    private final Optional<PointerTable> pointers;
    private final CheckpointRule rule;
    private final String group;
    private final String worker;
    private final Clock clock;
    private final String program;

    /**
     * Takes checkpoints over, to close them.
     *
     * @param pointers to the checkpoints, where they are committed beside the group's offsets
     * @param group the consumer group: its requests are its own
     * @param worker this instance's name
     * @param program digest of the engine's program: checkpoints of others aren't taken
     */
    public SharedCheckpoints(
            QueuedCheckpoints checkpoints,
            Optional<PointerTable> pointers,
            CheckpointRule rule,
            String group,
            String worker,
            String program,
            Clock clock) {
        this.checkpoints = checkpoints;
        this.pointers = pointers;
        this.rule = rule;
        this.group = group;
        this.worker = worker;
        this.program = program;
        this.clock = clock;
    }

    @Override
    public CheckpointRule rule() {
        return rule;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public CompletableFuture<CheckpointPlace> open(AdmittedPrompt prompt, int attempt, ModelInfo model) {
        TopicPartition partition = prompt.claim().partition();
        CheckpointId id = new CheckpointId(
                space(group, partition.topic()),
                partition.partition(),
                prompt.claim().offset(),
                SourceDigest.of(prompt.record()),
                attempt);
        long served = Fingerprints.of(
                model.weightsDigest(), model.dtype().name(), model.kvDtype().name(), program);
        long policy = Fingerprints.of(prompt.request().kv().toString());
        return checkpoints.find(id, served, policy).thenApply(found -> new Place(id, served, policy, found));
    }

    /** Whose prompts: see {@link CheckpointId}. */
    public static long space(String group, String topic) {
        return Fingerprints.of(group, topic);
    }

    @Override
    public Optional<PointerTable> pointers() {
        return pointers;
    }

    @Override
    public CompletableFuture<Void> flushed() {
        return checkpoints.flushed();
    }

    @Override
    public void forgetFinished(TopicPartition partition, LongPredicate finished) {
        checkpoints.deleteFinished(space(group, partition.topic()), partition.partition(), finished);
    }

    @Override
    public void close() {
        checkpoints.close();
    }

    /** One attempt's checkpoint. */
    private final class Place implements CheckpointPlace {
        private final CheckpointId id;
        private final long model;
        private final long policy;
        private Lookup<ByteBuffer> found;
        private boolean saved;

        Place(CheckpointId id, long model, long policy, Lookup<ByteBuffer> found) {
            this.id = id;
            this.model = model;
            this.policy = policy;
            this.found = found;
        }

        @Override
        public Lookup<ByteBuffer> load() {
            Lookup<ByteBuffer> payload = found;
            found = Lookup.miss(MissReason.ABSENT); // as large as the request's cache: not to be held on to
            return payload;
        }

        @Override
        public void discard() {
            if (id.attempt() > 1) {
                checkpoints.delete(id.ofAttempt(id.attempt() - 1));
            }
        }

        @Override
        public boolean save(List<ByteBuffer> payload, int tokens, Duration atMost) {
            long bytes = payload.stream().mapToLong(ByteBuffer::remaining).sum();
            saved = true;
            return checkpoints.save(
                    new CheckpointHeader(id, clock.millis(), tokens, model, policy, bytes, worker), payload, atMost);
        }

        @Override
        public void delivered() {
            if (saved || id.attempt() > 1) {
                checkpoints.delete(id);
            }
        }
    }
}
