package dev.scopestream.spill.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.format.ValueKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What RocksDB holds in memory, whatever kinds of values are written, and however fast. */
class RocksMemoryTest {
    private static final String MEMTABLES = "rocksdb.cur-size-all-mem-tables";
    private static final long MEMORY = 16L << 20;
    private static final int VALUE = 64 << 10;

    @TempDir
    private Path directory;

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    @Test
    void shouldHoldAtMostHalfOfItsMemoryInWritesNotYetOnDisk() throws RocksDBException {
        SpillOptions options = SpillOptions.builder(directory)
                .quotaBytes(1L << 30)
                .memoryBytes(MEMORY)
                .build();
        Random random = new Random(5);
        long peak = 0;
        try (RocksDatabase database = RocksDatabase.open(directory.resolve("db"), options)) {
            for (int i = 0; i < 400; i++) {
                try (WriteBatch batch = new WriteBatch()) {
                    for (ValueKind kind : ValueKind.values()) {
                        batch.put(
                                database.family(kind),
                                key(i),
                                SpillSamples.bytes(random, VALUE).array());
                    }
                    batch.put(database.index(), key(i), new byte[VALUE]);
                    database.write(batch);
                }
                peak = Math.max(peak, database.db().getAggregatedLongProperty(MEMTABLES));
            }
        }
        assertThat(peak).isBetween(MEMORY / 8, MEMORY / 2 + (2L << 20));
    }
}
