package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.client.Followed;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ResultEvent;
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

/** Sends one prompt and shows its text as it comes. */
@Command(name = "prompt", description = "Sends one prompt and shows its text as it is generated.")
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

    @Option(names = "--no-wait", description = "Only send; print the id.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Give up waiting after this time (default: ${DEFAULT-VALUE}); the prompt stays.")
    private long timeout = 600;

    @Override
    public Integer call() throws Exception {
        PromptEvent prompt = generation.addTo(text.builder()).id(id).build();
        try {
            EventCodec.PROMPT.encode(prompt);
        } catch (InvalidEventException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Map<String, Object> client = RootCommand.of(spec).connection().clientProperties();
        if (noWait) {
            send(client, prompt);
            spec.commandLine().getOut().println(id);
            return 0;
        }
        try (ResultFollower follower = ResultFollower.open(client, ResultFollower.From.NOW, !json)) {
            send(client, prompt);
            return follow(follower);
        }
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
