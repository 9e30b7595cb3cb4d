package dev.scopestream.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Lines of a text, one after the other, each of bounded length. They end with a line feed, or where the text ends. */
public final class LineReader implements AutoCloseable {
    private static final int FIRST_BYTES = 1 << 10;

    private final BufferedInputStream in;
    private final int longest;
    private long number;
    private long position;

    /** @param longest bytes of a line, without its end; longer ones are passed over */
    public LineReader(InputStream in, int longest) {
        this.in = in instanceof BufferedInputStream buffered ? buffered : new BufferedInputStream(in);
        this.longest = longest;
    }

    /**
     * The lines of a file, as {@link TextFile#open} reads it: gzipped or not, without a byte order mark.
     *
     * @throws IOException when it can't be opened, or isn't a file
     */
    public static LineReader open(Path file, int longest) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is no file");
        }
        return new LineReader(TextFile.open(file), longest);
    }

    /**
     * A line.
     *
     * @param number from 1
     * @param bytes without its end; null: it is too long
     * @param length bytes it has, without its end
     * @param ended whether it ends with a line feed; else the text ends here
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Line(long number, byte[] bytes, long length, boolean ended) {
        /** Whether there are only spaces, tabs and carriage returns. */
        public boolean isBlank() {
            if (bytes == null) {
                return false;
            }
            for (byte b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /** The next line; empty at the end. */
    public Optional<Line> next() throws IOException {
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(FIRST_BYTES);
        long length = 0;
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (length++ < longest) {
                line.write(b);
            }
        }
        boolean ended = b == '\n';
        position += ended ? length + 1 : length;
        number++;
        return Optional.of(new Line(number, length > longest ? null : line.toByteArray(), length, ended));
    }

    /** The number of the line that was read last, from 1; 0: none was. */
    public long number() {
        return number;
    }

    /** Bytes that the lines so far have, with their ends. */
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
