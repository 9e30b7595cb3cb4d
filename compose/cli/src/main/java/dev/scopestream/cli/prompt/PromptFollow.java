package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ResultEvent;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * {@code prompt --follow}: a prompt a line, and what came of each as it is finished, in any order.
 *
 * @param window prompts that are sent and not finished, at most
 * @param patience give up when nothing is finished for so long
 * @param json results as JSON, instead of the id in brackets, a line, and the text
 */
record PromptFollow(int window, Duration patience, boolean json, PrintWriter out, PrintWriter err)
        implements FollowRun.Sink {
    private static final int LONGEST = 500;

    /** @return the exit code */
    int run(Map<String, Object> client, InputStream in, FollowRun.Form form) throws InterruptedException {
        try (StopSignal stop = StopSignal.install();
                ResultFollower follower = ResultFollower.open(client, ResultFollower.From.NOW, false);
                PromptProducer producer = new PromptProducer(client)) {
            FollowRun run = new FollowRun(follower, producer, new PromptLines(in), this);
            try {
                run.run(form, window, patience);
            } catch (InterruptedException | RuntimeException e) {
                if (!stop.received()) {
                    throw e;
                }
                stop.await(); // Kafka's clients are closed without an interrupt
                run.cancelOpen();
                err.println("scopestream: stopped: " + run.served() + " served, " + run.open() + " cancelled");
                return ExitCodes.INTERRUPTED;
            }
            if (run.refused() > 0) {
                err.println("scopestream: " + run.served() + " served, " + run.refused() + " refused");
            }
            return run.refused() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
        }
    }

    /** A line of JSON lines as a prompt. */
    static PromptEvent ofJson(PromptLines.Line line, String ids) {
        PromptEvent prompt = EventCodec.PROMPT.decode(line.bytes());
        return prompt.id() == null ? prompt.withId(line.id(ids)) : prompt;
    }

    @Override
    public void served(ResultEvent result) {
        if (json) {
            out.println(new String(EventCodec.RESULT.encode(result), StandardCharsets.UTF_8));
        } else {
            out.println("[" + Terminal.oneLine(result.id(), LONGEST) + "]");
            out.println(Terminal.safe(result.output().text()));
            printFurther(result, out);
        }
        out.flush();
    }

    /** The samples after the first, each below a line that says which one it is. */
    static void printFurther(ResultEvent result, PrintWriter out) {
        result.choices().stream().skip(1).forEach(choice -> {
            out.println("--- sample " + choice.index() + ", seed " + choice.seed() + " ---");
            out.println(Terminal.safe(choice.output().text()));
        });
        out.flush();
    }

    @Override
    public void refused(String id, DeadLetter letter) {
        complain("not served: " + id + ": " + letter.field() + ": " + letter.reason());
    }

    @Override
    public void bad(long line, String reason) {
        complain("line " + line + " was not sent: " + reason);
    }

    private void complain(String text) {
        err.println("scopestream: " + Terminal.oneLine(text, LONGEST));
    }
}
