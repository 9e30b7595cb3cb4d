package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.generator.config.KvMapper;
import dev.scopestream.generator.intake.RequestMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A request that ran.
 *
 * @param request as the engine had it
 * @param output its tokens
 */
record PlotRun(GenerationRequest request, IntArray output) {
    private static final int TOKENS = 256;

    /** The prompt that the options name. */
    static PromptEvent prompt(CommandSpec spec, PlotOptions options) throws IOException {
        return options.source.document == null
                ? PlotSource.request(RootCommand.of(spec).connection().clientProperties(), options.source.request)
                : PlotSource.document(options.source.document);
    }

    /** Runs it alone. */
    static PlotRun of(TorchEngine engine, PromptEvent prompt, PlotOptions options) {
        GenerationRequest request = request(engine, prompt, options);
        engine.submit(request, EvictionSink.none());
        List<Integer> tokens = new ArrayList<>();
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Generated generated) {
                    tokens.add(generated.token());
                } else if (event instanceof EngineEvent.Failed failed) {
                    throw new CliException("the request fails: " + failed.reason());
                }
            }
        }
        if (tokens.size() < 2) {
            throw new CliException("the output has " + tokens.size() + " tokens: there is nothing to plot");
        }
        return new PlotRun(
                request, IntArray.of(tokens.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static GenerationRequest request(TorchEngine engine, PromptEvent prompt, PlotOptions options) {
        try {
            GenerationRequest asked = new RequestMapper(engine, KvOptions.defaults(), TOKENS).map("plot", prompt);
            KvOptions kv = options.kv == null ? asked.kv() : KvMapper.apply(KvOptions.defaults(), options.kv.spec());
            int tokens = options.maxTokens == null ? asked.maxTokens() : options.maxTokens;
            if (asked.prompt().size() + (long) tokens > PlotOptions.MOST_TOKENS) {
                throw new CliException(
                        "prompt and output have " + (asked.prompt().size() + (long) tokens) + " tokens; a plot takes "
                                + PlotOptions.MOST_TOKENS + " at most (--max-tokens)");
            }
            return new GenerationRequest("plot", asked.prompt(), tokens, asked.sampling(), asked.stopping(), kv);
        } catch (InvalidRequestException e) {
            throw new CliException("the request can't be run: " + e.field() + " " + e.getMessage(), e);
        }
    }

    /** Prompt and output. */
    IntArray text() {
        return IntArray.of(
                IntStream.concat(request.prompt().stream(), output.stream()).toArray());
    }
}
