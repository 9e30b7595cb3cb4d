package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** Checkpoints in a directory that several processes and machines share, such as an NFS volume: a file for each attempt, or two. */
public final class CheckpointDirectory implements CheckpointMedium {
    private final CheckpointDirectoryOptions options;
    private final Clock clock;
    private final CheckpointFiles files;
    private final CheckpointSearch search;
    private final CheckpointSpace space;
    private boolean rootMade;

    /** Touches nothing: a directory that can't be used is found out when it's used. */
    public CheckpointDirectory(CheckpointDirectoryOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
        this.files = new CheckpointFiles(options.root(), options.mostBytes());
        this.search = new CheckpointSearch(files, options.ttl(), clock);
        this.space = new CheckpointSpace(options);
    }

    @Override
    public String name() {
        return "directory:" + options.root();
    }

    @Override
    public int tidy() throws IOException {
        if (!rootMade) {
            files.makeRoot();
            rootMade = true;
        }
        return space.sweep(clock.millis(), 0);
    }

    @Override
    public Written write(CheckpointHeader header, List<ByteBuffer> payload, LongConsumer pace) throws IOException {
        CheckpointId id = header.id();
        int removed = 0;
        if (!space.hasRoom(header.payloadBytes())) {
            removed = space.sweep(clock.millis(), header.payloadBytes());
            if (!space.hasRoom(header.payloadBytes())) {
                throw new IOException("a checkpoint of " + header.payloadBytes() + " bytes doesn't fit the quota of "
                        + options.quotaBytes());
            }
        }
        CheckpointWrite.Done done = files.write(header, payload, pace);
        if (space.written(header, done.bytes()) && id.attempt() > 1) {
            deleteUpTo(id.ofAttempt(id.attempt() - 1));
        }
        return new Written(done.bytes(), removed, done.digest());
    }

    @Override
    public boolean holdsBase(CheckpointId id) {
        return files.holdsBase(id);
    }

    @Override
    public Lookup<ByteBuffer> latest(CheckpointId id, long model, long policy) {
        return search.latest(id, model, policy);
    }

    @Override
    public void deleteUpTo(CheckpointId id) throws IOException {
        for (CheckpointId gone : search.upTo(id)) {
            boolean unused = files.delete(gone);
            space.deleted(gone);
        }
    }

    @Override
    public int deleteFinished(long ofSpace, int partition, LongPredicate finished) throws IOException {
        int deleted = 0;
        for (CheckpointListing.Entry entry : CheckpointListing.of(options.root(), ofSpace, partition)) {
            Optional<CheckpointId> id = entry.id().filter(i -> finished.test(i.offset()));
            if (id.isPresent() && files.delete(id.get())) {
                space.deleted(id.get());
                deleted++;
            }
        }
        return deleted;
    }

    @Override
    public long liveBytes() {
        return space.liveBytes();
    }

    /** Nothing is held open. */
    @Override
    public void close() {}
}
