package dev.scopestream.spill;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a store and its writer run.
 *
 * @param directory made where it's missing; one process at a time may hold it
 * @param retention quota and time to live of the stored values
 * @param writing the queue of blocks that wait to be written
 * @param rocks sizes inside RocksDB
 * @param retryAfter time after which a store that is off tries again
 */
public record SpillOptions(Path directory, Retention retention, Writing writing, Rocks rocks, Duration retryAfter) {
    private static final long SMALLEST = 64L << 10;

    /**
     * @param quotaBytes of keys and values that are alive, at least 64 KiB; the oldest go first
     * @param diskBytes hard limit for the files, garbage not yet compacted included; above {@code quotaBytes}. A store
     *     that reaches it counts as full: it's discarded and begun anew
     * @param ttl age after which a value is a miss and is removed, at least a second
     */
    public record Retention(long quotaBytes, long diskBytes, Duration ttl) {
        /** @throws IllegalArgumentException naming the option, what it is and what is allowed */
        public Retention {
            atLeast("quotaBytes", quotaBytes, SMALLEST);
            atLeast("diskBytes", diskBytes, quotaBytes + 1);
            atLeast("ttl (ms)", ttl.toMillis(), 1000);
        }
    }

    /**
     * @param blockTokens entries grouped into one block, 1 to 1024
     * @param queueBytes bytes that may wait to be written, at least 64 KiB
     * @param onFull what happens to a block when the queue is full
     * @param waitAtMost how long a caller waits for space in the queue; also, after this time without a write that
     *     ended, nobody waits
     * @param batchBytes written at once, at most, unless a single value is larger
     */
    public record Writing(int blockTokens, long queueBytes, OnFull onFull, Duration waitAtMost, long batchBytes) {
        /** @throws IllegalArgumentException naming the option, what it is and what is allowed */
        public Writing {
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
        }
    }

    /**
     * @param blobMinBytes values of at least so many bytes go to blob files
     * @param memoryBytes of values not yet on disk and of the cache of index and filter blocks, all column families
     *     together, at least 1 MiB
     */
    public record Rocks(long blobMinBytes, long memoryBytes) {
        private static final long LEAST_MEMORY = 1L << 20;

        /** @throws IllegalArgumentException naming the option, what it is and what is allowed */
        public Rocks {
            atLeast("blobMinBytes", blobMinBytes, 0);
            atLeast("memoryBytes", memoryBytes, LEAST_MEMORY);
        }
    }

    /** @throws IllegalArgumentException naming the option, what it is and what is allowed */
    public SpillOptions {
        if (directory == null) {
            throw new IllegalArgumentException("directory is missing");
        }
        atLeast("retryAfter (ms)", retryAfter.toMillis(), 0);
    }

    /** The defaults: 8 GiB for a day, blocks of 32, a queue of 64 MiB whose writers wait up to 5 s. */
    public static SpillOptions in(Path directory) {
        return builder(directory).build();
    }

    /** Begins with the defaults. */
    public static SpillOptionsBuilder builder(Path directory) {
        return new SpillOptionsBuilder(directory);
    }

    public SpillOptionsBuilder toBuilder() {
        return new SpillOptionsBuilder(this);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", is " + value);
        }
    }
}
