package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.FileTree;
import dev.scopestream.engine.hub.CachedModel;
import dev.scopestream.engine.hub.ModelCache;
import dev.scopestream.engine.hub.ModelName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes copies. */
@Command(
        name = "remove",
        description =
                "Deletes what was pulled of a model, also what a cut-off pull left; with @REVISION only that copy.")
final class ModelRemoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ORG/NAME", description = "The model, or ORG/NAME@REVISION.")
    private String model;

    @Mixin
    private CacheOption cache;

    @Override
    public Integer call() throws IOException {
        ModelName name = ModelName.parse(model);
        ModelCache models = cache.cache();
        Path all = models.directory(name);
        PrintWriter out = spec.commandLine().getOut();
        if (name.revision().isEmpty() && Files.isDirectory(all)) {
            long bytes = bytes(all);
            ModelLock.whileHeld(models, name, () -> delete(all));
            out.println("removed " + name + ", " + Amounts.bytes((double) bytes));
            return 0;
        }
        List<CachedModel> copies = Files.isDirectory(all) ? models.list(name) : List.of();
        if (copies.isEmpty()) {
            throw new CliException("there is no " + name + " in " + models.root());
        }
        for (CachedModel copy : copies) {
            ModelLock.whileHeld(models, name, () -> delete(copy.root()));
            out.println("removed " + copy.describe() + ", "
                    + Amounts.bytes((double) copy.manifest().bytes()));
        }
        return 0;
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
