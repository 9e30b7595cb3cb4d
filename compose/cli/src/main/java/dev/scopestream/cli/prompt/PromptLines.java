package dev.scopestream.cli.prompt;

import dev.scopestream.client.LineReader;
import dev.scopestream.events.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Lines of prompts as they come, of a file or a pipe that stays open: a thread of its own reads ahead a few of them, since a
 * read of standard input can't be interrupted. Blank lines are passed over.
 */
final class PromptLines {
    /** A prompt, written with JSON's escapes. */
    static final int LONGEST = 2 * Limits.PROMPT_BYTES;

    private static final int READ_AHEAD = 16;

    private final InputStream in;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(READ_AHEAD);
    private boolean ended;

    /**
     * A line.
     *
     * @param number from 1; 0: there is no further one
     * @param bytes without its end; null: it has more than {@value #LONGEST}, or the input broke off
     * @param problem why there are no bytes; empty when there are
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Line(long number, byte[] bytes, String problem) {
        /** The id of its prompt, unless it says another. */
        String id(String beginning) {
            return beginning + "-" + number;
        }
    }

    /** @param in is read until its end by another thread, and closed then */
    PromptLines(InputStream in) {
        this.in = in;
        Thread reader = new Thread(this::read, "prompt-lines");
        reader.setDaemon(true);
        reader.start();
    }

    /** The next line, if one comes within this time; empty, too, after the last. */
    Optional<Line> next(long millis) throws InterruptedException {
        Line line = ended ? null : lines.poll(millis, TimeUnit.MILLISECONDS);
        ended |= line != null && line.number() == 0;
        return ended ? Optional.empty() : Optional.ofNullable(line);
    }

    /** No further line will come. */
    boolean isEnded() {
        return ended;
    }

    private void read() {
        long number = 0;
        try {
            try (LineReader reader = new LineReader(in, LONGEST)) {
                for (Optional<LineReader.Line> line = reader.next(); line.isPresent(); line = reader.next()) {
                    number = reader.number();
                    if (!line.get().isBlank()) {
                        lines.put(of(line.get()));
                    }
                }
            } catch (IOException e) {
                lines.put(new Line(number + 1, null, "the input breaks off: " + e.getMessage()));
            }
            lines.put(new Line(0, null, ""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Line of(LineReader.Line line) {
        return new Line(line.number(), line.bytes(), line.bytes() == null ? "has more than " + LONGEST + " bytes" : "");
    }
}
