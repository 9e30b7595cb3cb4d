package dev.scopestream.generator.resume;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.program.ProgramArchive;
import dev.scopestream.events.SourceDigest;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.spill.Fingerprints;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.checkpoint.CheckpointDirectory;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.apache.kafka.common.TopicPartition;

/** Saves running requests in a directory that all generators of a group are given: whoever gets the prompt goes on. */
public final class DirectoryCheckpoints implements CheckpointStore {
    private final CheckpointDirectory directory;
    private final CheckpointRule rule;
    private final String group;
    private final String worker;
    private final Clock clock;
    private final String program = ProgramArchive.digest();

    /**
     * @param group the consumer group: its requests are its own
     * @param worker this instance's name
     */
    public DirectoryCheckpoints(
            CheckpointDirectory directory, CheckpointRule rule, String group, String worker, Clock clock) {
        this.directory = directory;
        this.rule = rule;
        this.group = group;
        this.worker = worker;
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
                space(partition),
                partition.partition(),
                prompt.claim().offset(),
                SourceDigest.of(prompt.record()),
                attempt);
        long served = Fingerprints.of(
                model.weightsDigest(), model.dtype().name(), model.kvDtype().name(), program);
        long policy = Fingerprints.of(prompt.request().kv().toString());
        return directory.find(id, served, policy).thenApply(found -> new Place(id, served, policy, found));
    }

    private long space(TopicPartition partition) {
        return Fingerprints.of(group, partition.topic());
    }

    @Override
    public CompletableFuture<Void> flushed() {
        return directory.flushed();
    }

    @Override
    public void forgetFinished(TopicPartition partition, LongPredicate finished) {
        directory.deleteFinished(space(partition), partition.partition(), finished);
    }

    @Override
    public void close() {
        directory.close();
    }

    /** One attempt's file. */
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
                directory.delete(id.ofAttempt(id.attempt() - 1));
            }
        }

        @Override
        public boolean save(List<ByteBuffer> payload, int tokens, Duration atMost) {
            long bytes = payload.stream().mapToLong(ByteBuffer::remaining).sum();
            saved = true;
            return directory.save(
                    new CheckpointHeader(id, clock.millis(), tokens, model, policy, bytes, worker), payload, atMost);
        }

        @Override
        public void delivered() {
            if (saved || id.attempt() > 1) {
                directory.delete(id);
            }
        }
    }
}
