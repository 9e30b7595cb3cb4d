package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.cli.common.LoadingLine;
import dev.scopestream.cli.common.NumberRange;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.decode.StepObserver;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.hub.LocalModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What all plots need: a request, a model, and where the files go. */
final class PlotOptions {
    /** Tokens of prompt and output, at most: the time grows with their square. */
    static final int MOST_TOKENS = 8192;

    @ArgGroup(multiplicity = "1")
    Source source;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "longgen-tiny",
            description = "Which model: " + LocalModel.FORMS + " (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description = "fp32, bf16, int8 or int4 (default: ${DEFAULT-VALUE}).")
    private String dtype;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The pictures' directory; it is made.")
    private Path out;

    @Option(
            names = "--kv",
            paramLabel = "KV",
            converter = KvArgument.Converter.class,
            description = KvArgument.SYNTAX + " instead of the request's own.")
    KvArgument kv;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Tokens of output instead of the request's own number (256 where it has none).")
    Integer maxTokens;

    /** Whose request it is. */
    static final class Source {
        @Option(
                names = "--request",
                paramLabel = "ID",
                required = true,
                description = "A prompt that is still in Kafka (--bootstrap).")
        String request;

        @Option(
                names = "--document",
                paramLabel = "FILE",
                required = true,
                description = "A prompt in a file: its text, or its JSON as it is sent.")
        Path document;
    }

    /** @throws picocli.CommandLine.ParameterException for a number that is out of range */
    void check(CommandSpec spec) {
        NumberRange.check(spec, "--max-tokens", maxTokens, 2, MOST_TOKENS);
    }

    /** Loads the model. */
    TorchEngine open(CommandSpec spec, StepObserver observer) {
        try (LoadingLine line = LoadingLine.on(spec.commandLine().getErr())) {
            EngineOptions options = EngineOptions.builder()
                    .dtype(Dtype.parse(dtype))
                    .progress(line)
                    .build();
            return TorchEngine.open(LocalModel.find(model), options, observer, true);
        }
    }

    /** The directory, made if it isn't there. */
    Path directory() throws IOException {
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new CliException(out + " is no directory");
        }
        return Files.createDirectories(out);
    }
}
