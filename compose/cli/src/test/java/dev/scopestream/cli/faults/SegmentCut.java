package dev.scopestream.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Cuts the end of a partition's log, as a replica that never had it. Its broker must not run. */
final class SegmentCut {
    /** Base offset (8 bytes), length of what follows (4 bytes): Kafka's message format, record batch. */
    private static final int HEADER = 12;

    private SegmentCut() {}

    /** Removes the last so many batches of the last segment, as far as it has them. */
    static void last(Path partition, int batches) {
        try (Stream<Path> files = Files.list(partition)) {
            List<Path> all = files.toList();
            Path segment = all.stream()
                    .filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            for (Path file : all) {
                if (file.toString().endsWith("index")) {
                    Files.delete(file); // the broker makes them anew
                }
            }
            cut(segment, batches);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void cut(Path segment, int batches) throws IOException {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            List<Long> starts = new ArrayList<>();
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            for (long at = 0; at + HEADER <= channel.size(); at += HEADER + header.getInt(Long.BYTES)) {
                channel.read(header.clear(), at);
                starts.add(at);
            }
            if (!starts.isEmpty()) {
                channel.truncate(starts.get(Math.max(0, starts.size() - batches)));
            }
        }
    }
}
