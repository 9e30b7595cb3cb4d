package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.client.Followed;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.client.TextFile;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ResultEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends one prompt and shows its text as it comes; or a prompt a line, and their results as they are finished. */
@Command(
        name = "prompt",
        description = "Sends one prompt and shows its text as it is generated; with --follow, a prompt a line. Ctrl-C"
                + " cancels what is under way.")
public final class PromptCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PromptText text;

    @Mixin
    private GenerationOptions generation;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "The request's id (default: a random one). An id that has its result gets no second one.")
    private String id = UUID.randomUUID().toString();

    @Option(names = "--json", description = "Print the result's JSON instead of the text.")
    private boolean json;

    @Mixin
    private FollowOptions lines;

    @Option(names = "--no-wait", description = "Only send; print the id.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Give up waiting after this time (default: ${DEFAULT-VALUE}); the prompt stays.")
    private long timeout = 600;

    @Override
    public Integer call() throws Exception {
        if (lines.follow) {
            return followLines();
        }
        if (lines.jsonl) {
            throw wrong("--jsonl goes with --follow");
        }
        PromptEvent prompt = generation.addTo(text.builder()).id(id).build();
        try {
            EventCodec.PROMPT.encode(prompt);
        } catch (InvalidEventException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Map<String, Object> client = RootCommand.of(spec).connection().clientProperties();
        if (noWait) {
            send(client, prompt);
            printId();
            return ExitCodes.DONE;
        }
        try (StopSignal stop = StopSignal.install();
                ResultFollower follower = ResultFollower.open(client, ResultFollower.From.NOW, !json)) {
            try {
                send(client, prompt);
                return follow(follower);
            } catch (InterruptedException | RuntimeException e) {
                if (!stop.received()) {
                    throw e;
                }
                stop.await(); // Kafka's clients are closed without an interrupt
                cancel(client);
                return ExitCodes.INTERRUPTED;
            }
        }
    }

    private void printId() {
        if (json) {
            JsonOption.print(spec, Map.of("id", id));
        } else {
            spec.commandLine().getOut().println(id);
        }
    }

    private int followLines() throws Exception {
        String problem =
                noWait ? "--no-wait doesn't go with --follow" : lines.problem(generation.given() || text.isChat());
        InputStream in = problem == null ? text.stream() : null;
        if (in == null) {
            throw wrong(problem != null ? problem : "--follow reads lines: of --file FILE, or of standard input (-)");
        }
        PromptFollow run = new PromptFollow(
                lines.window,
                Duration.ofSeconds(timeout),
                json,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        return run.run(
                RootCommand.of(spec).connection().clientProperties(),
                in,
                lines.jsonl ? line -> PromptFollow.ofJson(line, id) : this::ofText);
    }

    private PromptEvent ofText(PromptLines.Line line) throws IOException {
        String plain = TextFile.decode(line.bytes(), "it").stripTrailing();
        return generation.addTo(text.builder(plain)).id(line.id(id)).build();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void cancel(Map<String, Object> client) throws Exception {
        try (PromptProducer producer = new PromptProducer(client)) {
            var unused = producer.cancel(id, List.of()).get();
        }
        spec.commandLine().getErr().println("scopestream: stopped, and cancelled " + id);
    }

    private static void send(Map<String, Object> client, PromptEvent prompt) throws Exception {
        try (PromptProducer producer = new PromptProducer(client)) {
            producer.send(prompt).get();
        }
    }

    private int follow(ResultFollower follower) {
        PrintWriter out = spec.commandLine().getOut();
        StreamedText streamed = new StreamedText(out, Ansi.AUTO.enabled());
        Outcome outcome = new Outcome();
        boolean done = follower.await(List.of(id), Duration.ofSeconds(timeout), followed -> {
                    if (followed instanceof Followed.Piece piece && !json) {
                        streamed.piece(piece.chunk());
                    }
                    outcome.note(followed);
                })
                .isEmpty();
        if (outcome.refused != null) {
            throw new CliException("not served: " + outcome.refused.letter().field() + ": "
                    + outcome.refused.letter().reason() + " (request " + id + ", kept as a dead letter)");
        }
        if (!done || outcome.result == null) {
            throw new CliException("no result within " + timeout + " s; is a generator running? The prompt stays: "
                    + "scopestream results follow --id " + id + " --from-beginning");
        }
        if (json) {
            out.println(new String(EventCodec.RESULT.encode(outcome.result), StandardCharsets.UTF_8));
        } else {
            streamed.finish(outcome.result.output());
            PromptFollow.printFurther(outcome.result, out);
            spec.commandLine().getErr().println(Summary.of(outcome.result));
        }
        return 0;
    }

    private static final class Outcome {
        private ResultEvent result;
        private Followed.Refused refused;

        void note(Followed followed) {
            if (followed instanceof Followed.Served served) {
                result = served.result();
            } else if (followed instanceof Followed.Refused dead) {
                refused = dead;
            }
        }
    }
}
