package dev.scopestream.cli.model;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.Fingerprints;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStatistics;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.StoredElementType;
import dev.scopestream.spill.TokenMark;
import dev.scopestream.spill.rocks.RocksSpillStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Writes blocks to a store of its own until many times its quota went through it, as a generator does that keeps blocks
 * after a request's end ({@code scope.spill.keep}): from then on each write removes the oldest blocks, and compaction
 * gives their space back. Blocks are of 32 entries, head dimension 128, bf16: 16 KiB, 64 at a time, 4,096 a request.
 */
final class SpillBench {
    private static final int TOKENS = 32;
    private static final int HEAD_DIM = 128;
    private static final int BATCH = 64;
    private static final int BATCHES_OF_A_REQUEST = 64;
    private static final String WRITTEN = "write_bytes: ";

    /**
     * One part of the run.
     *
     * @param bytes keys and values written
     * @param seconds it took
     * @param slowestMillis the longest write of 64 blocks
     * @param deviceBytes that the process sent to the disk meanwhile
     * @param peakDiskBytes of the store's files
     */
    record Part(String name, long bytes, double seconds, double slowestMillis, long deviceBytes, long peakDiskBytes) {}

    private final SpillStore store;
    private final ByteBuffer noise;
    private long batches;

    private SpillBench(SpillStore store) {
        this.store = store;
        byte[] random = new byte[(TOKENS * HEAD_DIM * 2) * (BATCH + 1)];
        new Random(1).nextBytes(random);
        this.noise = ByteBuffer.wrap(random);
    }

    /**
     * Measures.
     *
     * @param directory must be empty, or not exist
     * @param rounds how often the quota is written after it's full
     * @throws IOException when the directory can't be used
     */
    static List<Part> run(Path directory, long quotaBytes, long memoryBytes, int rounds) throws IOException {
        SpillOptions options = SpillOptions.builder(directory)
                .quotaBytes(quotaBytes)
                .memoryBytes(memoryBytes)
                .build();
        try (SpillStore store = RocksSpillStore.open(options, Clock.systemUTC())) {
            SpillBench bench = new SpillBench(store);
            return List.of(bench.part("below the quota", quotaBytes), bench.part("at the quota", rounds * quotaBytes));
        }
    }

    private Part part(String name, long bytes) throws IOException {
        SpillStatistics before = store.statistics();
        long device = deviceBytes();
        long start = System.nanoTime();
        long slowest = 0;
        long peak = 0;
        while (store.statistics().bytesPut() - before.bytesPut() < bytes) {
            List<KvBlock> blocks = blocks();
            long from = System.nanoTime();
            if (!store.putAll(blocks)) {
                throw new IOException("the store dropped a write: " + store.statistics());
            }
            slowest = Math.max(slowest, System.nanoTime() - from);
            peak = Math.max(peak, store.statistics().diskBytes());
        }
        if (!store.sync()) {
            throw new IOException("the store couldn't write to the disk");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long written = store.statistics().bytesPut() - before.bytesPut();
        return new Part(name, written, seconds, slowest / 1e6, deviceBytes() - device, peak);
    }

    private List<KvBlock> blocks() {
        RequestIdentity request = new RequestIdentity(
                "bench-" + batches / BATCHES_OF_A_REQUEST, Fingerprints.of("bench"), Fingerprints.of("bench"));
        int sequence = Math.toIntExact(batches++ % BATCHES_OF_A_REQUEST);
        int bytes = TOKENS * HEAD_DIM * StoredElementType.BF16.bytes();
        IntBuffer positions = IntBuffer.wrap(
                IntStream.range(0, TOKENS).map(i -> sequence * TOKENS + i).toArray());
        List<KvBlock> blocks = new ArrayList<>();
        for (int layer = 0; layer < BATCH; layer++) {
            blocks.add(new KvBlock(
                    request,
                    new BlockAddress(layer, 0, sequence),
                    Phase.DECODE,
                    StoredElementType.BF16,
                    HEAD_DIM,
                    positions,
                    noise.slice(layer * bytes, bytes),
                    noise.slice((layer + 1) * bytes, bytes),
                    TokenMark.NONE));
        }
        return blocks;
    }

    /** What this process had written to disks, by the system's own account; 0 where there is none. */
    private static long deviceBytes() throws IOException {
        Path account = Path.of("/proc/self/io");
        if (!Files.isReadable(account)) {
            return 0;
        }
        return Files.readAllLines(account).stream()
                .filter(line -> line.startsWith(WRITTEN))
                .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
                .sum();
    }
}
