package dev.scopestream.cli.up;

import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.hub.LocalModel;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What a local run is made of. */
final class UpOptions {
    private static final String TINY = "longgen-tiny";

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Which model: " + LocalModel.FORMS + " (default: longgen-tiny).")
    String model;

    @Option(
            names = "--kv",
            paramLabel = KvArgument.SYNTAX,
            converter = KvArgument.Converter.class,
            description = "A policy to run the documents under; may be given several times"
                    + " (default: allkv+none and h2o+slide,capacity=60%%,window=128,recent=64).")
    List<KvArgument> kv =
            List.of(KvArgument.parse("allkv+none"), KvArgument.parse("h2o+slide,capacity=60%,window=128,recent=64"));

    @Option(
            names = "--documents",
            paramLabel = "N",
            description = "Documents under each policy; 0: none, just start (default: ${DEFAULT-VALUE}).")
    int documents = 32;

    @Option(
            names = "--k",
            paramLabel = "K",
            description =
                    "Questions in a document, 1 to 64; the tiny model was trained with up to 36 (default: ${DEFAULT-VALUE}).")
    int k = 24;

    @Option(names = "--seed", paramLabel = "N", description = "Of the documents (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--keep", description = "Stay up afterwards, for your own prompts, until Ctrl-C.")
    boolean keep;

    @Option(
            names = "--no-browser",
            description =
                    "With --keep: don't open the page in the desktop's browser, which a terminal on a desktop does.")
    boolean noBrowser;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept; what an earlier run left there is used again"
                    + " (default: data/up in ScopeStream's directory, begun anew each time).")
    Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Of the broker; 0: a free one (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--generator-port",
            paramLabel = "PORT",
            description = "Of the generator's health and metrics; 0: a free one (default: ${DEFAULT-VALUE}).")
    int generatorPort;

    @Option(
            names = "--scorer-port",
            paramLabel = "PORT",
            description = "Of the scorer's page; 0: a free one (default: ${DEFAULT-VALUE}).")
    int scorerPort;

    @Option(
            names = "--door-port",
            paramLabel = "PORT",
            description = "Of OpenAI's HTTP API; 0: a free one (default: ${DEFAULT-VALUE}).")
    int doorPort;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "fp32, bf16, int8 or int4 (default: ${DEFAULT-VALUE}).")
    String dtype = "fp32";

    @Option(
            names = "--kv-dtype",
            paramLabel = "KIND",
            description = "Of the KV cache: auto (as the dtype) or int8 (default: ${DEFAULT-VALUE}).")
    String kvDtype = "auto";

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "cpu, cuda:N, cuda:all, several with commas, or auto (default: ${DEFAULT-VALUE}).")
    String device = "auto";

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the engine; 0: one a core (default: ${DEFAULT-VALUE}).")
    int threads;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            description = "Requests that decode at once, at most (default: ${DEFAULT-VALUE}).")
    int maxBatch = 32;

    /** Where the model is; the tiny one is put into the run's directory. */
    Path modelPath(RunDirectory data) {
        return model != null ? LocalModel.find(model) : BundledModel.materialise(TINY, data.models());
    }
}
