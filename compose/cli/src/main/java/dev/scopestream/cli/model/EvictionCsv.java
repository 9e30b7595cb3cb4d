package dev.scopestream.cli.model;

import dev.scopestream.engine.trace.EvictedEntry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Evicted entries as CSV: {@code request,phase,step,layer,head,position,score}, a line each, see {@link EvictedEntry}; an
 * unknown score is empty.
 */
final class EvictionCsv implements Consumer<EvictedEntry>, AutoCloseable {
    private final BufferedWriter out;
    private final long most;
    private long entries;

    /** @param most entries that are written; the file says so where there were more */
    EvictionCsv(Path file, long most) throws IOException {
        this.out = Files.newBufferedWriter(file);
        this.most = most;
        out.write("request,phase,step,layer,head,position,score\n");
    }

    @Override
    public void accept(EvictedEntry e) {
        if (++entries > most) {
            return;
        }
        try {
            String name = e.request().replace("\"", "\"\"");
            out.write("\"" + name + "\"," + (e.step() < 0 ? "prefill,," : "decode," + e.step() + ",") + e.layer() + ","
                    + e.head() + "," + e.position() + "," + (Double.isNaN(e.score()) ? "" : (float) e.score()) + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Number of entries beyond the limit, which were not written. */
    long left() {
        return Math.max(0, entries - most);
    }

    @Override
    public void close() throws IOException {
        if (left() > 0) {
            out.write("# " + left() + " more are not written\n");
        }
        out.close();
    }
}
