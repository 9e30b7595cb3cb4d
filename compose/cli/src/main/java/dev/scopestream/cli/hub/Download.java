package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.hub.ModelName;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Fetches one file. What has come so far lies in {@code .NAME.SUM.part}, so the next attempt, also of another process, goes on
 * there; the file gets its name when size and sum are right and it is on disk.
 */
final class Download {
    private static final Set<OpenOption> OPEN = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final int BUFFER = 1 << 18;

    private final Hub hub;
    private final ModelName model;
    private final String commit;
    private final HubFile file;
    private final Path target;
    private final Path part;
    private final LongConsumer progress;
    private MessageDigest digest;
    private long done;
    private boolean wrongSum;

    /**
     * @param directory where the file comes
     * @param progress is told of bytes that are there; negative: that had to be given up
     */
    Download(Hub hub, Hub.Listing listing, HubFile file, Path directory, LongConsumer progress) {
        this.hub = hub;
        this.model = listing.model();
        this.commit = listing.commit();
        this.file = file;
        this.target = directory.resolve(file.name());
        this.part = part(file, directory);
        this.progress = progress;
    }

    private static Path part(HubFile file, Path directory) {
        return directory.resolve("." + file.name() + "." + file.sum().substring(0, 16) + ".part");
    }

    /** Bytes that an earlier attempt left. */
    static long present(HubFile file, Path directory) {
        try {
            Path target = directory.resolve(file.name());
            Path there = Files.exists(target, LinkOption.NOFOLLOW_LINKS) ? target : part(file, directory);
            return Math.min(file.bytes(), Files.size(there));
        } catch (IOException e) {
            return 0;
        }
    }

    /** @throws CliException when it can't be fetched */
    Path run() {
        if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            account(file.bytes()); // it got its name because its sum was right
            return target;
        }
        return hub.retry().run(model.id() + ", " + file.path(), () -> done, this::attempt);
    }

    private Path attempt() throws IOException {
        try (FileChannel channel = FileChannel.open(part, OPEN)) {
            digest = file.kind().begin(file.bytes());
            account(have(channel) - done);
            if (done < file.bytes()) {
                fetch(channel);
            }
            String sum = HexFormat.of().formatHex(digest.digest());
            if (!sum.equals(file.sum())) {
                giveUp(channel, sum);
            }
            channel.force(true);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return target;
    }

    /** How many of the part's bytes can be used, all of which go into the digest. */
    private long have(FileChannel channel) throws IOException {
        if (channel.size() > file.bytes()) {
            channel.truncate(0);
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        channel.position(0);
        while (channel.read(buffer) >= 0) {
            digest.update(buffer.flip());
            buffer.clear();
        }
        return channel.position();
    }

    private void fetch(FileChannel channel) throws IOException {
        try (HubReply reply = hub.open(model, commit, file, done)) {
            requireSameFile(reply.first());
            if (done > 0 && !(reply.isPartial() && reply.partStart().orElse(-1L) == done)) {
                restart(channel);
                if (reply.isPartial()) {
                    throw HubException.passing("the server sends another part than it was asked for", Optional.empty());
                }
            }
            try (InputStream in = reply.body()) {
                copy(in, channel);
            }
        }
        if (done < file.bytes()) {
            throw new EOFException("ended after " + done + " of " + file.bytes() + " bytes");
        }
    }

    private void copy(InputStream in, FileChannel channel) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (n > file.bytes() - done) {
                throw HubException.last("the server sends more than the " + file.bytes() + " bytes that the hub lists");
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
            digest.update(bytes.duplicate());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            account(n);
        }
    }

    private void requireSameFile(HubReply.Headers headers) throws HubException {
        boolean otherCommit = headers.commit().map(c -> !c.equals(commit)).orElse(false);
        boolean otherSum = headers.linkedSum()
                .map(sum -> sum.matches("[0-9a-f]{64}") && !sum.equals(file.sum()))
                .orElse(false);
        boolean otherSize =
                headers.linkedBytes().map(bytes -> bytes != file.bytes()).orElse(false);
        if (otherCommit || otherSum || otherSize) {
            throw HubException.last("the hub has another file there than it listed");
        }
    }

    private void restart(FileChannel channel) throws IOException {
        channel.truncate(0);
        account(-done);
        digest = file.kind().begin(file.bytes());
    }

    private void giveUp(FileChannel channel, String sum) throws IOException {
        restart(channel);
        String message = "its sum is " + sum + ", and should be " + file.sum();
        if (wrongSum) {
            throw HubException.last(message + ", twice: what the server sends isn't what the hub lists");
        }
        wrongSum = true;
        throw HubException.passing(message, Optional.empty());
    }

    private void account(long bytes) {
        done += bytes;
        progress.accept(bytes);
    }
}
