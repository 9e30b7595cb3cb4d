package dev.scopestream.cli.dataset;

import dev.scopestream.client.dataset.MmluSource;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code dataset build} makes: which set, from which files, into which file. */
final class BuildOptions {
    @Parameters(
            paramLabel = "NAME",
            description = "gsm8k, mmlu, csqa or infinitebench; any other name needs --mapping.")
    String name;

    @Option(names = "--k", paramLabel = "K", description = "Questions a document, such as 30, 60, 40 or 80.")
    Integer k;

    @Option(
            names = "--source",
            paramLabel = "FILE|DIR",
            required = true,
            description = "The published file; MMLU's is a directory.")
    Path source;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The set, a JSON a line; gzipped if named .gz.")
    Path out;

    @Option(names = "--mapping", paramLabel = "FILE", description = "YAML: where questions and answers are.")
    Path mapping;

    @Option(
            names = "--splitting",
            paramLabel = "HOW",
            description = "MMLU questions with an empty line in them: whole, or published: split as in the"
                    + " published sets (default: ${DEFAULT-VALUE}).")
    MmluSource.Splitting splitting = MmluSource.Splitting.WHOLE;
}
