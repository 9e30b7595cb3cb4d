package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.engine.hub.CachedModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What a model's makers say about it. */
@Command(name = "card", description = "Prints a pulled model's card (its README.md) and licence.")
final class ModelCardCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 1 << 20;
    /** The YAML at the beginning, which is for the hub. */
    private static final Pattern FRONT = Pattern.compile("\\A\\uFEFF?---\\R.*?\\R---\\h*(?:\\R|\\z)", Pattern.DOTALL);

    @Spec
    private CommandSpec spec;

    @Mixin
    private PulledModel model;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        CachedModel copy = model.find();
        Path file = copy.directory().resolve("README.md");
        if (!Files.isRegularFile(file)) {
            throw new CliException(copy.describe() + " came without a card");
        }
        String card = FRONT.matcher(read(file)).replaceFirst("").strip();
        PrintWriter out = spec.commandLine().getOut();
        if (json.given()) {
            out.println(ModelJson.text(ModelJson.of(copy).put("card", card)));
        } else {
            String licence = copy.manifest().licence();
            out.println(copy.describe() + ", licence: " + (licence.isEmpty() ? "not named" : licence));
            out.println();
            out.println(Terminal.safe(card));
        }
        return 0;
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            return Terminal.text(bytes).replace("\r\n", "\n");
        }
    }
}
