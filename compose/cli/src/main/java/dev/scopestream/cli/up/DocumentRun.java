package dev.scopestream.cli.up;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptHeaders;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import picocli.CommandLine;

/** Sends the documents, shows how far they are, and prints the table. */
final class DocumentRun {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int NAMED = 5;

    /** Of a batch's places, one in so many is left to others. */
    private static final int ROOM = 8;

    private static final List<Header> AFTER_OTHERS =
            List.of(new RecordHeader(PromptHeaders.PRIORITY, "-1".getBytes(StandardCharsets.US_ASCII)));

    private final LocalStack stack;
    private final UpOptions options;
    private final PrintWriter out;
    private final PrintWriter err;

    DocumentRun(LocalStack stack, UpOptions options, CommandLine line) {
        this.stack = stack;
        this.options = options;
        this.out = line.getOut();
        this.err = line.getErr();
    }

    /** True: every document has its score. */
    boolean run() {
        String id = "up-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        Workload workload = Workload.synthetic(id, options.kv, options.seed, options.k, options.documents);
        List<PromptEvent> requests = workload.inTurns();
        out.printf(
                "documents  %d of %d questions, under %d %s%n",
                options.documents, options.k, options.kv.size(), options.kv.size() == 1 ? "policy" : "policies");
        RunState state = new RunState(requests.stream().map(PromptEvent::id).toList(), System::nanoTime);
        try (TopicWatch watch = new TopicWatch(stack.client());
                PromptProducer producer = new PromptProducer(stack.client());
                Progress progress = progress(requests.size())) {
            int sent = 0;
            while (!state.done()) {
                int next = Math.min(requests.size(), state.ended() + atOnce(options.maxBatch));
                if (next > sent) {
                    send(producer, requests.subList(sent, next));
                    sent = next;
                }
                watch.poll(POLL, state);
                progress.show(state, stack.generator().stats().kvBytesHeld());
                stack.check();
            }
        }
        report(workload, state);
        return state.deadLetters().isEmpty();
    }

    private Progress progress(int requests) {
        boolean terminal = Terminal.isInteractive();
        return terminal ? new Progress.Bar(requests) : new Progress.Lines(out, System::nanoTime);
    }

    /** Documents that are sent and not finished: a prompt of somebody who tries it finds a place in the batch at once. */
    static int atOnce(int maxBatch) {
        return Math.max(1, maxBatch - Math.max(1, maxBatch / ROOM));
    }

    private static void send(PromptProducer producer, List<PromptEvent> requests) {
        List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
        requests.forEach(request -> sent.add(producer.send(request, AFTER_OTHERS)));
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    }

    private void report(Workload workload, RunState state) {
        state.deadLetters().entrySet().stream()
                .limit(NAMED)
                .forEach(e -> err.println("scopestream: not served: " + e.getKey() + ": "
                        + Terminal.oneLine(
                                e.getValue().field() + ": " + e.getValue().reason(), 300)));
        if (state.deadLetters().size() == state.documents()) {
            throw new CliException("no document could be served");
        }
        out.println();
        out.println(AccuracyTable.render(workload.requests().keySet().stream()
                .map(policy -> PolicyScore.of(policy, state.scoresOf(workload.ids(policy))))
                .toList()));
        out.println();
        long tokens = state.results().stream()
                .mapToLong(r -> r.usage().completionTokens())
                .sum();
        double seconds = state.elapsed().toMillis() / 1000.0;
        out.println(state.results().size() + " generations, " + Amounts.count((double) tokens) + " tokens in "
                + Amounts.time(state.elapsed()) + ": " + Amounts.count(tokens / seconds) + " tokens/s");
    }
}
