package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.Followed;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ResultEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends prompts as their lines come, a window of them at a time, and hands over what becomes of each. */
final class FollowRun {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LINE_MILLIS = 50;

    private final ResultFollower follower;
    private final PromptProducer producer;
    private final PromptLines lines;
    private final Sink sink;
    private final Map<String, Long> open = new LinkedHashMap<>();
    private int served;
    private int refused;

    /** Makes a prompt with an id of a line. */
    @FunctionalInterface
    interface Form {
        /** @throws InvalidEventException or IOException saying what is wrong with the line */
        PromptEvent read(PromptLines.Line line) throws IOException;
    }

    /** What becomes of a line. */
    interface Sink {
        void served(ResultEvent result);

        void refused(String id, DeadLetter letter);

        /** It was not sent. */
        void bad(long line, String reason);
    }

    FollowRun(ResultFollower follower, PromptProducer producer, PromptLines lines, Sink sink) {
        this.follower = follower;
        this.producer = producer;
        this.lines = lines;
        this.sink = sink;
    }

    /**
     * Until the last line has its result or its dead letter.
     *
     * @param window prompts that are sent and not finished, at most
     * @param patience give up when nothing at all is finished for so long
     * @throws CliException when that time is over, or a prompt can't be sent
     */
    void run(Form form, int window, Duration patience) throws InterruptedException {
        long progress = System.nanoTime();
        while (!lines.isEnded() || !open.isEmpty()) {
            if (open.size() < window && !lines.isEnded()) {
                int before = open.size();
                // with nothing under way there is nothing else to wait for
                lines.next(LINE_MILLIS).ifPresent(line -> send(line, form));
                progress = before == 0 ? System.nanoTime() : progress;
                if (open.size() > before && open.size() < window) {
                    continue;
                }
            }
            if (!open.isEmpty()) {
                int before = open.size();
                follower.poll(POLL).forEach(this::take);
                progress = open.size() < before ? System.nanoTime() : progress;
                if (System.nanoTime() - progress > patience.toNanos()) {
                    throw new CliException("no result within " + patience.toSeconds() + " s, " + open.size()
                            + " requests wait; is a generator running? The prompts stay");
                }
            }
        }
    }

    private void send(PromptLines.Line line, Form form) {
        try {
            if (line.bytes() == null) {
                throw new InvalidEventException("line", line.problem());
            }
            PromptEvent prompt = form.read(line);
            if (open.putIfAbsent(prompt.id(), line.number()) != null) {
                throw new InvalidEventException("id", prompt.id() + " is under way already");
            }
            try {
                producer.send(prompt, List.of()).join();
            } catch (InvalidEventException e) {
                open.remove(prompt.id());
                throw e;
            }
        } catch (InvalidEventException | IOException e) {
            refused++;
            sink.bad(line.number(), e.getMessage());
        }
    }

    private void take(Followed followed) {
        if (followed.id() == null || !followed.isFinal() || open.remove(followed.id()) == null) {
            return;
        }
        if (followed instanceof Followed.Served done) {
            served++;
            sink.served(done.result());
        } else if (followed instanceof Followed.Refused dead) {
            refused++;
            sink.refused(dead.id(), dead.letter());
        }
    }

    /** Cancels what is under way, for whoever was interrupted. */
    void cancelOpen() {
        CompletableFuture.allOf(open.keySet().stream()
                        .map(id -> producer.cancel(id, List.of()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** How many are under way. */
    int open() {
        return open.size();
    }

    int served() {
        return served;
    }

    /** Dead letters, and lines that weren't sent. */
    int refused() {
        return refused;
    }
}
