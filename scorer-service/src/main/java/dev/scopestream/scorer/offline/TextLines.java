package dev.scopestream.scorer.offline;

import dev.scopestream.client.LineReader;
import dev.scopestream.client.TextFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Lines of a text file in UTF-8, as {@link TextFile#open} reads it, of at most {@value #MAX_LINE} bytes each. */
final class TextLines implements AutoCloseable {
    static final int MAX_LINE = 32 << 20;

    private final LineReader lines;

    private TextLines(LineReader lines) {
        this.lines = lines;
    }

    /** @throws IOException when it can't be opened, or its gzip header is broken */
    static TextLines open(Path file) throws IOException {
        return new TextLines(LineReader.open(file, MAX_LINE));
    }

    /** The number of the line that {@link #next} read last, from 1. */
    long line() {
        return lines.number();
    }

    /**
     * The next line, or null at the end.
     *
     * @throws BadLineException when the line is too long or not UTF-8; the next call gives the line after it
     */
    String next() throws IOException, BadLineException {
        Optional<LineReader.Line> line = lines.next();
        if (line.isEmpty()) {
            return null;
        }
        if (line.get().bytes() == null) {
            throw new BadLineException("has " + line.get().length() + " bytes, at most " + MAX_LINE + " are allowed");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.get().bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadLineException("is not UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
