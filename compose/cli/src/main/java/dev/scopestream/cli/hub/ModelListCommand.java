package dev.scopestream.cli.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.cli.common.TextTable;
import dev.scopestream.engine.hub.CachedModel;
import dev.scopestream.engine.hub.Manifest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A line a copy. */
@Command(name = "list", description = "Lists the models that were pulled, the latest copy of each first.")
final class ModelListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CacheOption cache;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        List<String> damaged = new ArrayList<>();
        List<CachedModel> copies = cache.cache().list(damaged::add);
        damaged.forEach(message -> err.println("scopestream: " + Terminal.oneLine(message, 500)));
        PrintWriter out = spec.commandLine().getOut();
        if (json.given()) {
            ArrayNode array = ModelJson.MAPPER.createArrayNode();
            copies.forEach(copy -> array.add(ModelJson.of(copy)));
            out.println(ModelJson.text(array));
        } else if (copies.isEmpty()) {
            out.println("no models in " + cache.cache().root() + ": scopestream model pull ORG/NAME");
        } else {
            out.println(TextTable.render(table(copies), 5));
        }
        return damaged.isEmpty() ? 0 : 1;
    }

    private static List<List<String>> table(List<CachedModel> copies) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("MODEL", "REVISION", "COMMIT", "FORM", "LICENCE", "SIZE"));
        for (CachedModel copy : copies) {
            Manifest manifest = copy.manifest();
            lines.add(List.of(
                    manifest.model(),
                    Terminal.oneLine(manifest.revision(), 40),
                    manifest.commit().substring(0, 12),
                    Terminal.oneLine(manifest.form(), 40),
                    Terminal.oneLine(manifest.licence(), 40),
                    Amounts.bytes((double) manifest.bytes())));
        }
        return lines;
    }
}
