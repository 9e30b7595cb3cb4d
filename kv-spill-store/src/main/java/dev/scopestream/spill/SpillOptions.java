package dev.scopestream.spill;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a store and its writer run.
 *
 * @param directory made where it's missing; one process at a time may hold it
 * @param quotaBytes of keys and values that are alive, at least 64 KiB; the oldest go first
 * @param diskBytes hard limit for the files, garbage not yet compacted included; above {@code quotaBytes}. A store that
 *     reaches it counts as full: it's discarded and begun anew
 * @param ttl what is older is a miss and gets removed; at least a second
 * @param blockTokens entries grouped into one block, 1 to 1024
 * @param queueBytes bytes that may wait to be written, at least 64 KiB
 * @param onFull what happens to a block when they do
 * @param waitAtMost for room in the queue
 * @param batchBytes written in one go, at most, unless a single value is larger
 * @param blobMinBytes values of at least so many bytes go to blob files
 * @param blockCacheBytes RocksDB's cache of index and filter blocks
 * @param writeBufferBytes of one column family in memory before it goes to disk, at least 64 KiB
 * @param retryAfter a store that is off tries again after so long
 */
public record SpillOptions(
        Path directory,
        long quotaBytes,
        long diskBytes,
        Duration ttl,
        int blockTokens,
        long queueBytes,
        OnFull onFull,
        Duration waitAtMost,
        long batchBytes,
        long blobMinBytes,
        long blockCacheBytes,
        long writeBufferBytes,
        Duration retryAfter) {
    private static final long SMALLEST = 64L << 10;

    /** @throws IllegalArgumentException naming the option, what it is and what is allowed */
    public SpillOptions {
        if (directory == null) {
            throw new IllegalArgumentException("directory is missing");
        }
        atLeast("quotaBytes", quotaBytes, SMALLEST);
        atLeast("diskBytes", diskBytes, quotaBytes + 1);
        atLeast("ttl (ms)", ttl.toMillis(), 1000);
        atLeast("blockTokens", blockTokens, 1);
        if (blockTokens > KvBlock.MAX_TOKENS) {
            throw new IllegalArgumentException(
                    "blockTokens must be at most " + KvBlock.MAX_TOKENS + ", is " + blockTokens);
        }
        atLeast("queueBytes", queueBytes, SMALLEST);
        if (onFull == null) {
            throw new IllegalArgumentException("onFull is missing: WAIT or DROP");
        }
        atLeast("waitAtMost (ms)", waitAtMost.toMillis(), 0);
        atLeast("batchBytes", batchBytes, 1);
        atLeast("blobMinBytes", blobMinBytes, 0);
        atLeast("blockCacheBytes", blockCacheBytes, 0);
        atLeast("writeBufferBytes", writeBufferBytes, SMALLEST);
        atLeast("retryAfter (ms)", retryAfter.toMillis(), 0);
    }

    /** 8 GiB for a day, blocks of 32, a queue of 64 MiB whose writers wait up to 5 s. */
    public static SpillOptions in(Path directory) {
        return new SpillOptions(
                directory,
                8L << 30,
                (16L << 30) + (256L << 20),
                Duration.ofDays(1),
                32,
                64L << 20,
                OnFull.WAIT,
                Duration.ofSeconds(5),
                1L << 20,
                1024,
                16L << 20,
                32L << 20,
                Duration.ofSeconds(30));
    }

    /** With a disk limit of twice the quota and 256 MiB. */
    public SpillOptions withQuota(long bytes) {
        return withQuota(bytes, Math.addExact(Math.multiplyExact(bytes, 2), 256L << 20));
    }

    public SpillOptions withQuota(long bytes, long disk) {
        return new SpillOptions(
                directory,
                bytes,
                disk,
                ttl,
                blockTokens,
                queueBytes,
                onFull,
                waitAtMost,
                batchBytes,
                blobMinBytes,
                blockCacheBytes,
                writeBufferBytes,
                retryAfter);
    }

    public SpillOptions withTtl(Duration value) {
        return new SpillOptions(
                directory,
                quotaBytes,
                diskBytes,
                value,
                blockTokens,
                queueBytes,
                onFull,
                waitAtMost,
                batchBytes,
                blobMinBytes,
                blockCacheBytes,
                writeBufferBytes,
                retryAfter);
    }

    public SpillOptions withBlockTokens(int value) {
        return new SpillOptions(
                directory,
                quotaBytes,
                diskBytes,
                ttl,
                value,
                queueBytes,
                onFull,
                waitAtMost,
                batchBytes,
                blobMinBytes,
                blockCacheBytes,
                writeBufferBytes,
                retryAfter);
    }

    public SpillOptions withQueue(long bytes, OnFull whenFull, Duration waitFor) {
        return new SpillOptions(
                directory,
                quotaBytes,
                diskBytes,
                ttl,
                blockTokens,
                bytes,
                whenFull,
                waitFor,
                batchBytes,
                blobMinBytes,
                blockCacheBytes,
                writeBufferBytes,
                retryAfter);
    }

    /** Sizes inside RocksDB. */
    public SpillOptions withMemory(long blobMin, long blockCache, long writeBuffer) {
        return new SpillOptions(
                directory,
                quotaBytes,
                diskBytes,
                ttl,
                blockTokens,
                queueBytes,
                onFull,
                waitAtMost,
                batchBytes,
                blobMin,
                blockCache,
                writeBuffer,
                retryAfter);
    }

    public SpillOptions withRetryAfter(Duration value) {
        return new SpillOptions(
                directory,
                quotaBytes,
                diskBytes,
                ttl,
                blockTokens,
                queueBytes,
                onFull,
                waitAtMost,
                batchBytes,
                blobMinBytes,
                blockCacheBytes,
                writeBufferBytes,
                value);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", is " + value);
        }
    }
}
