package dev.scopestream.scorer.offline;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Lines of a text file, gzipped or not (told by its first bytes), of at most {@value #MAX_LINE} bytes each. */
final class LineReader implements AutoCloseable {
    static final int MAX_LINE = 32 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final BufferedInputStream in;
    private long line;

    private LineReader(BufferedInputStream in) {
        this.in = in;
    }

    /** @throws IOException when it can't be opened, or its gzip header is broken */
    static LineReader open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            BufferedInputStream bytes = new BufferedInputStream(raw, 1 << 16);
            bytes.mark(2);
            boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
            bytes.reset();
            return new LineReader(gzip ? new BufferedInputStream(new GZIPInputStream(bytes, 1 << 16), 1 << 16) : bytes);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** The number of the line that {@link #next} read last, from 1. */
    long line() {
        return line;
    }

    /**
     * The next line, or null at the end; without the byte order mark that the first line may begin with.
     *
     * @throws BadLineException when the line is too long or not UTF-8; the next call gives the line after it
     */
    String next() throws IOException, BadLineException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
        long length = 0;
        int b = in.read();
        if (b < 0) {
            return null;
        }
        line++;
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (length++ < MAX_LINE) {
                bytes.write(b);
            }
        }
        if (length > MAX_LINE) {
            throw new BadLineException("has " + length + " bytes, at most " + MAX_LINE + " are allowed");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return line == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (CharacterCodingException e) {
            throw new BadLineException("is not UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
