package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.FileTree;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.engine.hub.CachedModel;
import dev.scopestream.engine.hub.ModelCache;
import dev.scopestream.engine.hub.ModelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Deletes copies. */
@Command(
        name = "remove",
        description =
                "Deletes what was pulled of a model, also what a cut-off pull left; with @REVISION only that copy.")
final class ModelRemoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PulledModel model;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        ModelName name = model.name();
        ModelCache models = model.where().cache();
        Path all = models.directory(name);
        if (name.revision().isEmpty() && Files.isDirectory(all)) {
            long bytes = bytes(all);
            ModelLock.whileHeld(models, name, () -> delete(all));
            say(name.toString(), Optional.empty(), bytes);
            return 0;
        }
        List<CachedModel> copies = Files.isDirectory(all) ? models.list(name) : List.of();
        if (copies.isEmpty()) {
            throw new CliException("there is no " + name + " in " + models.root());
        }
        for (CachedModel copy : copies) {
            ModelLock.whileHeld(models, name, () -> delete(copy.root()));
            say(copy.describe(), Optional.of(copy), copy.manifest().bytes());
        }
        return 0;
    }

    /** @param copy that is gone; empty: all of the model's */
    private void say(String what, Optional<CachedModel> copy, long bytes) {
        if (json.given()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("model", model.name().toString());
            copy.ifPresent(one -> fields.put("commit", one.manifest().commit()));
            fields.put("removed_bytes", bytes);
            JsonOption.print(spec, fields);
        } else {
            spec.commandLine().getOut().println("removed " + what + ", " + Amounts.bytes((double) bytes));
        }
    }

    private static Path delete(Path tree) throws IOException {
        FileTree.delete(tree);
        return tree;
    }

    private static long bytes(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
