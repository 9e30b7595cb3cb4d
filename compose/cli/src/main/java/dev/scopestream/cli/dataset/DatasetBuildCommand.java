package dev.scopestream.cli.dataset;

import dev.scopestream.cli.CliException;
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
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a set's file from the files in which its questions are published. */
@Command(
        name = "build",
        description = "Makes documents of many questions each from the files in which a set is published.")
final class DatasetBuildCommand implements Callable<Integer> {
    private static final String INFINITE_BENCH = "infinitebench";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "gsm8k, mmlu, csqa or infinitebench; any other name needs --mapping.")
    private String name;

    @Option(names = "--k", paramLabel = "K", description = "Questions a document, such as 30, 60, 40 or 80.")
    private Integer k;

    @Option(
            names = "--source",
            paramLabel = "FILE|DIR",
            required = true,
            description = "The published file; MMLU's is a directory.")
    private Path source;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The set, a JSON a line; gzipped if named .gz.")
    private Path out;

    @Option(names = "--mapping", paramLabel = "FILE", description = "YAML: where questions and answers are.")
    private Path mapping;

    @Option(
            names = "--splitting",
            paramLabel = "HOW",
            description = "MMLU questions with an empty line in them: whole, or published: split as in the"
                    + " published sets (default: ${DEFAULT-VALUE}).")
    private MmluSource.Splitting splitting = MmluSource.Splitting.WHOLE;

    @Override
    public Integer call() {
        if (!Files.exists(source)) {
            throw new CliException("--source: there is no " + source);
        }
        return Sets.checked(() ->
                name.toLowerCase(Locale.ROOT).equals(INFINITE_BENCH) && mapping == null ? summaries() : questions());
    }

    private int summaries() {
        DatasetFile.Loaded loaded = InfiniteBench.summaries(source);
        DatasetFile.write(loaded.dataset(), out);
        Sets.name(loaded.bad(), spec.commandLine().getErr());
        say(loaded.dataset().documents().size() + " documents; bad lines "
                + loaded.bad().count());
        return 0;
    }

    private int questions() {
        if (k == null) {
            throw new ParameterException(spec.commandLine(), "--k is missing: how many questions a document has");
        }
        PromptForm form;
        Questions questions;
        if (mapping != null) {
            Mapping map = Mapping.read(mapping);
            form = map.form(mapping.toAbsolutePath().getParent());
            questions = MappedSource.read(source, map);
        } else {
            LongGenBench set = named();
            form = set.form();
            questions = switch (set) {
                case GSM8K -> RawSources.gsm8k(source);
                case CSQA -> RawSources.csqa(source);
                case MMLU -> MmluSource.read(source, splitting);
            };
        }
        DatasetBuilder.Built built = DatasetBuilder.build(name + "_" + k, form, questions, k);
        DatasetFile.write(built.dataset(), out);
        Sets.name(built.bad(), spec.commandLine().getErr());
        say(built.dataset().documents().size() + " documents of " + k + " questions; left over " + built.leftOver()
                + " questions, bad lines " + built.bad().count());
        return 0;
    }

    private LongGenBench named() {
        for (LongGenBench set : LongGenBench.values()) {
            if (set.name().equalsIgnoreCase(name)) {
                return set;
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "'" + name + "' is not gsm8k, mmlu, csqa or infinitebench; another set needs --mapping FILE");
    }

    private void say(String line) {
        spec.commandLine().getOut().println(out + ": " + line);
    }
}
