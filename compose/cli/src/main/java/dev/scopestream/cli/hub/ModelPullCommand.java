package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.hub.CachedModel;
import dev.scopestream.engine.hub.ModelName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a model. */
@Command(
        name = "pull",
        description = {
            "Fetches a model from a hub that speaks Hugging Face's HTTP API: its safetensors, or one quantisation in GGUF.",
            "Files that run when they are read (pickles, Python) are never fetched. A pull that was cut off goes on where it"
                    + " was; every file's sum is checked; a model is whole or not there."
        },
        footer = {
            "",
            "Examples:",
            "  scopestream model pull HuggingFaceTB/SmolLM2-135M-Instruct",
            "  scopestream model pull Qwen/Qwen3-0.6B-GGUF --include '*Q8_0*'",
            "  scopestream generator --model HuggingFaceTB/SmolLM2-135M-Instruct"
        })
final class ModelPullCommand implements Callable<Integer> {
    private static final String HUGGING_FACE = "https://huggingface.co";
    private static final int MOST_TOKEN = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ORG/NAME", description = "The repository; ORG/NAME@REVISION is --revision, too.")
    private String model;

    @Option(names = "--revision", paramLabel = "REVISION", description = "A branch, a tag or a commit (default: main).")
    private String revision;

    @Option(
            names = "--include",
            paramLabel = "PATTERN",
            description = "Only weights whose path matches, such as '*Q4_K_M*'; may be given several times.")
    private List<String> include = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The hub's token, for private and gated models (default: $HF_TOKEN, if set).")
    private Path tokenFile;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "The hub (default: $HF_ENDPOINT, else " + HUGGING_FACE + ").")
    private String endpoint;

    @Option(
            names = "--silence",
            paramLabel = "SECONDS",
            description = "A connection that brings nothing for so long is given up (default: ${DEFAULT-VALUE}).")
    private int silence = 60;

    @Mixin
    private CacheOption cache;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ModelName name = ModelName.parse(model);
        if (revision != null && name.revision().isPresent()) {
            throw new CliException("the revision is given twice: " + name + " and --revision " + revision);
        }
        if (silence < 1 || silence > 3600) {
            throw new CliException("--silence must be from 1 to 3600 seconds, is " + silence);
        }
        String asked = name.at(revision == null ? name.revision().orElse("main") : revision)
                .revision()
                .orElseThrow();
        HubHttp http = new HubHttp(address(), token(), Duration.ofSeconds(silence));
        PrintWriter out = spec.commandLine().getOut();
        CachedModel copy = new Pull(
                        new Hub(http, Retry.STANDARD),
                        cache.cache(),
                        new ModelName(name.organisation(), name.name(), Optional.empty()),
                        spec.commandLine().getErr())
                .run(asked, Patterns.of(include));
        if (json) {
            out.println(ModelJson.text(ModelJson.of(copy)));
        } else {
            out.println(copy.describe() + ", "
                    + Amounts.bytes((double) copy.manifest().bytes()) + ", licence: "
                    + (copy.manifest().licence().isEmpty()
                            ? "not named"
                            : copy.manifest().licence()));
            out.println(copy.directory());
        }
        return 0;
    }

    private String address() {
        String variable = System.getenv("HF_ENDPOINT");
        String given = endpoint == null ? variable : endpoint;
        return given == null || given.isBlank() ? HUGGING_FACE : given.strip();
    }

    private Optional<String> token() throws IOException {
        String text = tokenFile == null ? System.getenv("HF_TOKEN") : token(tokenFile);
        if (text == null || text.isBlank()) {
            if (tokenFile != null) {
                throw new CliException("--token-file " + tokenFile + " is empty");
            }
            return Optional.empty();
        }
        if (!text.strip().matches("[!-~]{1," + MOST_TOKEN + "}")) {
            throw new CliException("the token has characters that no token has");
        }
        return Optional.of(text.strip());
    }

    private static String token(Path file) throws IOException {
        if (Files.size(file) > MOST_TOKEN) {
            throw new CliException("--token-file " + file + " is too large for a token");
        }
        return Files.readString(file);
    }
}
