package dev.scopestream.spill.rocks;

import dev.scopestream.spill.FakeClock;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.SpillStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that writes to a store, tells when part of it is synced, and goes on writing until it's killed. */
final class DyingWriter {
    static final int SYNCED = 100;

    private DyingWriter() {}

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingWriter.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] arguments) throws SpillDirectoryInUseException {
        SpillStore store = RocksSpillStore.open(SpillSamples.options(Path.of(arguments[0])), new FakeClock());
        for (int i = 0; i < SYNCED; i++) {
            store.put(SpillSamples.block("r", 0, 0, i));
        }
        store.putCheckpoint(SpillSamples.request("r"), ByteBuffer.wrap(new byte[] {1, 2, 3}));
        if (!store.sync()) {
            throw new IllegalStateException("can't sync");
        }
        System.out.write("synced\n".getBytes(StandardCharsets.US_ASCII), 0, 7);
        System.out.flush();
        for (int i = 0; ; i++) {
            store.put(SpillSamples.block("later", 0, 0, i % 1000));
        }
    }
}
