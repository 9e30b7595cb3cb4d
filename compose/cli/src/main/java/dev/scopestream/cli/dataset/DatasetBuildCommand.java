package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.client.dataset.DatasetBuilder;
import dev.scopestream.client.dataset.DatasetFile;
import dev.scopestream.client.dataset.InfiniteBench;
import dev.scopestream.client.dataset.LongGenBench;
import dev.scopestream.client.dataset.MappedSource;
import dev.scopestream.client.dataset.Mapping;
import dev.scopestream.client.dataset.MmluSource;
import dev.scopestream.client.dataset.PromptForm;
import dev.scopestream.client.dataset.Questions;
import dev.scopestream.client.dataset.RawSources;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a set's file from the files in which its questions are published. */
@Command(
        name = "build",
        description = "Makes documents of many questions each from the files in which a set is published.")
final class DatasetBuildCommand implements Callable<Integer> {
    private static final String INFINITE_BENCH = "infinitebench";

    @Spec
    private CommandSpec spec;

    @Mixin
    private BuildOptions build;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (!Files.exists(build.source)) {
            throw new CliException("--source: there is no " + build.source);
        }
        return Sets.checked(() -> build.name.toLowerCase(Locale.ROOT).equals(INFINITE_BENCH) && build.mapping == null
                ? summaries()
                : questions());
    }

    private int summaries() {
        DatasetFile.Loaded loaded = InfiniteBench.summaries(build.source);
        DatasetFile.write(loaded.dataset(), build.out);
        Sets.name(loaded.bad(), spec.commandLine().getErr());
        int documents = loaded.dataset().documents().size();
        long bad = loaded.bad().count();
        say(documents + " documents; bad lines " + bad, Map.of("documents", documents, "bad_lines", bad));
        return 0;
    }

    private int questions() {
        if (build.k == null) {
            throw new ParameterException(spec.commandLine(), "--k is missing: how many questions a document has");
        }
        PromptForm form;
        Questions questions;
        if (build.mapping != null) {
            Mapping map = Mapping.read(build.mapping);
            form = map.form(build.mapping.toAbsolutePath().getParent());
            questions = MappedSource.read(build.source, map);
        } else {
            LongGenBench set = named();
            form = set.form();
            questions = switch (set) {
                case GSM8K -> RawSources.gsm8k(build.source);
                case CSQA -> RawSources.csqa(build.source);
                case MMLU -> MmluSource.read(build.source, build.splitting);
            };
        }
        DatasetBuilder.Built built = DatasetBuilder.build(build.name + "_" + build.k, form, questions, build.k);
        DatasetFile.write(built.dataset(), build.out);
        Sets.name(built.bad(), spec.commandLine().getErr());
        int documents = built.dataset().documents().size();
        long bad = built.bad().count();
        say(
                documents + " documents of " + build.k + " questions; left over " + built.leftOver()
                        + " questions, bad lines " + bad,
                Map.of("documents", documents, "k", build.k, "left_over", built.leftOver(), "bad_lines", bad));
        return 0;
    }

    private LongGenBench named() {
        for (LongGenBench set : LongGenBench.values()) {
            if (set.name().equalsIgnoreCase(build.name)) {
                return set;
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "'" + build.name + "' is not gsm8k, mmlu, csqa or infinitebench; another set needs --mapping FILE");
    }

    private void say(String line, Map<String, Object> numbers) {
        if (json.given()) {
            Map<String, Object> fields = new TreeMap<>(numbers);
            fields.put("file", build.out.toString());
            JsonOption.print(spec, fields);
        } else {
            spec.commandLine().getOut().println(build.out + ": " + line);
        }
    }
}
