package dev.scopestream.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Text in UTF-8 from outside: gzipped or not (told by its first bytes), with or without a byte order mark. */
public final class TextFile {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int[] GZIP = {0x1f, 0x8b};
    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private TextFile() {}

    /**
     * A file's bytes: unpacked, and without a byte order mark.
     *
     * @throws IOException when it can't be opened, or its gzip header is broken
     */
    public static BufferedInputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
            boolean packed = startsWith(in, GZIP);
            in.reset();
            return withoutByteOrderMark(packed ? new GZIPInputStream(in, BUFFER_BYTES) : in);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** The same bytes, without a byte order mark at their beginning. */
    public static BufferedInputStream withoutByteOrderMark(InputStream raw) throws IOException {
        BufferedInputStream in = raw instanceof BufferedInputStream b ? b : new BufferedInputStream(raw, BUFFER_BYTES);
        if (!startsWith(in, BYTE_ORDER_MARK)) {
            in.reset();
        }
        return in;
    }

    /**
     * A file's whole text, for files that fit into memory.
     *
     * @throws IOException when it can't be read or isn't UTF-8
     */
    public static String read(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return decode(in.readAllBytes(), file.toString());
        }
    }

    /**
     * Bytes as text; a byte order mark at their beginning is left out.
     *
     * @param name of what holds the bytes, for the error
     * @throws IOException when they aren't UTF-8; its message names the first byte that isn't
     */
    public static String decode(byte[] bytes, String name) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new IOException(
                    "%s is not UTF-8: its byte %,d (from 0) is 0x%02X; convert it, for example by iconv -t UTF-8"
                            .formatted(name, in.position(), bytes[in.position()]));
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Whether the stream begins with these bytes, which are read then; its mark is at the beginning. */
    private static boolean startsWith(BufferedInputStream in, int[] prefix) throws IOException {
        in.mark(prefix.length);
        for (int expected : prefix) {
            if (in.read() != expected) {
                return false;
            }
        }
        return true;
    }
}
