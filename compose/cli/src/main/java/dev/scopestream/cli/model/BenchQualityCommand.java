package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.client.dataset.DatasetException;
import dev.scopestream.client.dataset.DatasetFile;
import dev.scopestream.client.dataset.Document;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.hub.LocalModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What rounding weights, or the cache, costs. */
@Command(
        name = "quality",
        description =
                "Judges texts by a model in several dtypes, token by token through the cache: perplexity, how often the same"
                        + " token is the most likely, and for how long greedy decoding says the same. The first one is"
                        + " what the others are held against.")
final class BenchQualityCommand implements Callable<Integer> {
    private static final double MIB = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "Which one: " + LocalModel.FORMS + ".")
    private String model;

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "FILE",
            description = "A set that `dataset build` made: its documents are the texts.")
    private Path dataset;

    @Option(names = "--dtype", split = ",", defaultValue = "bf16,int8,int4", description = "Which (${DEFAULT-VALUE}).")
    private List<String> dtypes;

    @Option(
            names = "--kv-dtype",
            split = ",",
            defaultValue = "auto",
            description = "Of the cache, with each dtype: auto (the dtype's own), int8 (${DEFAULT-VALUE}).")
    private List<String> kvDtypes;

    @Option(names = "--documents", defaultValue = "4", description = "Texts (${DEFAULT-VALUE}).")
    private int documents;

    @Option(names = "--tokens", defaultValue = "1024", description = "The first so many of each (${DEFAULT-VALUE}).")
    private int tokens;

    @Option(names = "--out", defaultValue = "128", description = "Tokens to go on with (${DEFAULT-VALUE}).")
    private int output;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (documents < 1 || tokens < 2 || output < 1) {
            throw new CliException("--documents and --out must be at least 1, --tokens at least 2");
        }
        List<EngineOptions> variants = variants();
        List<String> texts = texts();
        PrintWriter out = spec.commandLine().getOut();
        Path directory = LocalModel.find(model);
        if (!json.given()) {
            out.printf("%s, %d texts of at most %d tokens%n", directory.getFileName(), texts.size(), tokens);
            out.printf(
                    "%-6s %-8s %12s %11s %14s %10s %18s%n",
                    "dtype", "kv-dtype", "weights MiB", "perplexity", "same best", "", "same output");
        }
        List<ModelQuality> all = new ArrayList<>();
        for (EngineOptions variant : variants) {
            ModelQuality q = ModelQuality.of(directory, variant, texts, tokens, output);
            all.add(q);
            if (json.given()) {
                JsonOption.print(spec, fields(variant, q, all.get(0)));
            } else {
                out.print(line(variant, q, all.get(0)));
            }
            out.flush();
        }
        return 0;
    }

    private String line(EngineOptions variant, ModelQuality q, ModelQuality first) {
        return String.format(
                Locale.ROOT,
                "%-6s %-8s %12.1f %11.4f (%+.2f %%) %8.2f %% %9.1f of %d%n",
                name(variant.compute().dtype()),
                name(variant.compute().kvDtype()),
                q.weightBytes() / MIB,
                q.perplexity(),
                100 * (q.perplexity() / first.perplexity() - 1),
                100 * q.agreement(first),
                q.commonOutput(first),
                output);
    }

    private static Map<String, Object> fields(EngineOptions variant, ModelQuality q, ModelQuality first) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("dtype", name(variant.compute().dtype()));
        fields.put("kv_dtype", name(variant.compute().kvDtype()));
        fields.put("weight_bytes", q.weightBytes());
        fields.put("perplexity", JsonOption.finite(q.perplexity()));
        fields.put("same_best", JsonOption.finite(q.agreement(first)));
        fields.put("same_output_tokens", JsonOption.finite(q.commonOutput(first)));
        return fields;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private List<EngineOptions> variants() {
        List<KvDtype> kv = kvDtypes.stream().map(KvDtype::parse).toList();
        return dtypes.stream()
                .map(Dtype::parse)
                .flatMap(type -> kv.stream()
                        .map(k -> EngineOptions.builder().dtype(type).kvDtype(k).build()))
                .toList();
    }

    private List<String> texts() {
        try {
            return DatasetFile.read(dataset).dataset().documents().stream()
                    .limit(documents)
                    .map(Document::prompt)
                    .toList();
        } catch (DatasetException e) {
            throw new CliException("--dataset: " + e.getMessage(), e);
        }
    }
}
