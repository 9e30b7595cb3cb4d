package dev.scopestream.spill;

import java.nio.file.Path;
import java.time.Duration;

/** Makes {@link SpillOptions} step by step; what isn't set keeps its default. */
public final class SpillOptionsBuilder {
    private Path directory;
    private long quotaBytes = 8L << 30;
    private long diskBytes = diskFor(quotaBytes);
    private Duration ttl = Duration.ofDays(1);
    private int blockTokens = 32;
    private long queueBytes = 64L << 20;
    private OnFull onFull = OnFull.WAIT;
    private Duration waitAtMost = Duration.ofSeconds(5);
    private long batchBytes = 1L << 20;
    private SpillOptions.Rocks rocks = new SpillOptions.Rocks(1024, 64L << 20);
    private Duration retryAfter = Duration.ofSeconds(30);

    SpillOptionsBuilder(Path directory) {
        this.directory = directory;
    }

    SpillOptionsBuilder(SpillOptions options) {
        directory = options.directory();
        quotaBytes = options.retention().quotaBytes();
        diskBytes = options.retention().diskBytes();
        ttl = options.retention().ttl();
        blockTokens = options.writing().blockTokens();
        queueBytes = options.writing().queueBytes();
        onFull = options.writing().onFull();
        waitAtMost = options.writing().waitAtMost();
        batchBytes = options.writing().batchBytes();
        rocks = options.rocks();
        retryAfter = options.retryAfter();
    }

    public SpillOptionsBuilder directory(Path value) {
        directory = value;
        return this;
    }

    /** Sets the disk limit too, to twice the quota and 256 MiB; {@link #diskBytes} after it sets another. */
    public SpillOptionsBuilder quotaBytes(long value) {
        quotaBytes = value;
        diskBytes = diskFor(value);
        return this;
    }

    public SpillOptionsBuilder diskBytes(long value) {
        diskBytes = value;
        return this;
    }

    public SpillOptionsBuilder ttl(Duration value) {
        ttl = value;
        return this;
    }

    public SpillOptionsBuilder blockTokens(int value) {
        blockTokens = value;
        return this;
    }

    public SpillOptionsBuilder queueBytes(long value) {
        queueBytes = value;
        return this;
    }

    public SpillOptionsBuilder onFull(OnFull value) {
        onFull = value;
        return this;
    }

    public SpillOptionsBuilder waitAtMost(Duration value) {
        waitAtMost = value;
        return this;
    }

    public SpillOptionsBuilder batchBytes(long value) {
        batchBytes = value;
        return this;
    }

    /** Memory of RocksDB, see {@link SpillOptions.Rocks#memoryBytes}. */
    public SpillOptionsBuilder memoryBytes(long value) {
        return rocks(new SpillOptions.Rocks(rocks.blobMinBytes(), value));
    }

    public SpillOptionsBuilder rocks(SpillOptions.Rocks value) {
        rocks = value;
        return this;
    }

    public SpillOptionsBuilder retryAfter(Duration value) {
        retryAfter = value;
        return this;
    }

    /** @throws IllegalArgumentException naming the option that is wrong, what it is and what is allowed */
    public SpillOptions build() {
        return new SpillOptions(
                directory,
                new SpillOptions.Retention(quotaBytes, diskBytes, ttl),
                new SpillOptions.Writing(blockTokens, queueBytes, onFull, waitAtMost, batchBytes),
                rocks,
                retryAfter);
    }

    private static long diskFor(long quota) {
        return Math.addExact(Math.multiplyExact(quota, 2), 256L << 20);
    }
}
