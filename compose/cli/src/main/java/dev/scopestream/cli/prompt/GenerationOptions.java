package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.events.PromptBuilder;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How something is generated; what isn't given is left to the generator. */
public final class GenerationOptions {
    @Option(names = "--max-tokens", paramLabel = "N", description = "Generate at most so many tokens.")
    private Integer maxTokens;

    @Option(
            names = "--max-reasoning-tokens",
            paramLabel = "N",
            description = "Close the reasoning of a reasoning model after so many tokens.")
    private Integer maxReasoningTokens;

    @Option(names = "--temperature", paramLabel = "T", description = "0 is greedy (the default), at most 10.")
    private Double temperature;

    @Option(names = "--top-p", paramLabel = "P", description = "Nucleus sampling, above 0 and at most 1.")
    private Double topP;

    @Option(names = "--seed", paramLabel = "N", description = "Of the sampling: the same seed gives the same text.")
    private Long seed;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "So many texts of one reading of the prompt, each with a seed of its own; needs a temperature to"
                            + " differ.")
    private Integer samples;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text; may be given several times.")
    private List<String> stop = List.of();

    @Option(names = "--model", paramLabel = "NAME", description = "Only if the generator serves this model.")
    private String model;

    @Option(
            names = "--kv",
            paramLabel = KvArgument.SYNTAX,
            converter = KvArgument.Converter.class,
            description = "How the KV cache is compressed, such as h2o+slide,capacity=60%%,window=128.")
    private KvArgument kv;

    /** Whether anything was given. */
    boolean given() {
        return !stop.isEmpty()
                || Stream.of(maxTokens, maxReasoningTokens, temperature, topP, seed, samples, model, kv)
                        .anyMatch(Objects::nonNull);
    }

    /** Adds what was given. */
    PromptBuilder addTo(PromptBuilder builder) {
        return builder.maxTokens(maxTokens)
                .maxReasoningTokens(maxReasoningTokens)
                .sampling(temperature, topP, seed)
                .samples(samples)
                .stop(stop)
                .model(model)
                .kv(kv == null ? null : kv.spec());
    }
}
