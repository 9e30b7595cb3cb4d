package dev.scopestream.cli.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.cli.common.ErrorReport;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.hub.CachedModel;
import dev.scopestream.engine.hub.Manifest;
import dev.scopestream.engine.model.ModelFiles;
import dev.scopestream.engine.text.PromptEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Whether a copy is what the hub listed, and whether an engine can open it. */
@Command(
        name = "check",
        description =
                "Sums a pulled model's files again, and opens its configuration, tokenizer, template and the headers"
                        + " of its weights as a generator does. Exit code 1: something is wrong.")
final class ModelCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PulledModel model;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        CachedModel copy = model.find();
        List<String> problems = new ArrayList<>();
        for (Manifest.Entry entry : copy.manifest().files()) {
            String problem = problem(copy.directory().resolve(entry.name()), entry);
            if (!problem.isEmpty()) {
                problems.add(entry.name() + " " + problem);
            }
        }
        String shape = problems.isEmpty() ? open(copy.directory(), problems) : "";
        PrintWriter out = spec.commandLine().getOut();
        if (json.given()) {
            ObjectNode result = ModelJson.of(copy).put("usable", problems.isEmpty());
            problems.forEach(result.putArray("problems")::add);
            out.println(ModelJson.text(result));
        } else {
            problems.forEach(problem -> spec.commandLine().getErr().println("scopestream: " + problem));
            out.println(copy.describe() + ": "
                    + (problems.isEmpty()
                            ? copy.manifest().files().size() + " files are right; " + shape
                            : "unusable; scopestream model remove "
                                    + copy.manifest().model() + "@"
                                    + copy.manifest().commit().substring(0, 12) + ", and pull it again"));
        }
        return problems.isEmpty() ? 0 : 1;
    }

    private static String problem(Path file, Manifest.Entry entry) {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) != entry.bytes()) {
                return "has " + Files.size(file) + " bytes instead of " + entry.bytes();
            }
            MessageDigest digest = entry.kind().begin(entry.bytes());
            byte[] buffer = new byte[1 << 18];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest()).equals(entry.sum()) ? "" : "was changed: its sum is wrong";
        } catch (IOException e) {
            return "can't be read: " + ErrorReport.describe(e);
        }
    }

    private static String open(Path directory, List<String> problems) {
        try (Checkpoint checkpoint = ModelFiles.open(directory)) {
            PromptEncoder.open(directory, EngineOptions.builder().build().prompts())
                    .close();
            ModelConfig config = checkpoint.config();
            return config.family() + ", " + config.layers() + " layers, context of " + config.contextLength()
                    + " tokens, " + checkpoint.names().size() + " tensors";
        } catch (RuntimeException e) {
            problems.add("can't be opened: " + ErrorReport.describe(e));
            return "";
        }
    }
}
