package dev.scopestream.cli.batch;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.TextFile;
import dev.scopestream.events.Limits;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of a batch's file, one after the other; it may be gzipped. */
final class BatchInput implements AutoCloseable {
    /** A prompt's body, written with escapes, and what stands around it. */
    static final int LONGEST = 2 * Limits.PROMPT_BYTES;

    private final BufferedInputStream in;
    private final Path file;
    private int number;

    /** @throws CliException when there is no such file */
    BatchInput(Path file) {
        this.file = file;
        try {
            if (!Files.isRegularFile(file)) {
                throw new CliException(Files.exists(file) ? file + " is no file" : "there is no file " + file);
            }
            in = TextFile.open(file);
        } catch (IOException e) {
            throw new CliException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** A line. */
    static final class Line {
        private final int number;
        private final byte[] bytes;

        private Line(int number, byte[] bytes) {
            this.number = number;
            this.bytes = bytes;
        }

        /** From 0. */
        int number() {
            return number;
        }

        /** Null: it has more than {@value #LONGEST}. */
        byte[] bytes() {
            return bytes;
        }

        boolean isBlank() {
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

    /** The next line; null at the end. */
    Line next() {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
        boolean any = false;
        boolean tooLong = false;
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                any = true;
                if (b == '\n') {
                    break;
                }
                tooLong |= line.size() >= LONGEST;
                if (!tooLong) {
                    line.write(b);
                }
            }
        } catch (IOException e) {
            throw new CliException(file + " breaks off after line " + number + ": " + e.getMessage(), e);
        }
        return any ? new Line(number++, tooLong ? null : line.toByteArray()) : null;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new CliException(file + ": " + e.getMessage(), e);
        }
    }
}
