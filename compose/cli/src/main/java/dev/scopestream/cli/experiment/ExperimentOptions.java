package dev.scopestream.cli.experiment;

import dev.scopestream.engine.hub.LocalModel;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What the policies are tried with. */
final class ExperimentOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where tables, plots and, without --bootstrap, the topics go; the same command on the same"
                    + " directory goes on where it was (default: data/experiment in ScopeStream's directory).")
    Path out;

    @Option(
            names = "--documents",
            paramLabel = "N",
            description = "Synthetic documents under each policy (default: ${DEFAULT-VALUE}).")
    int documents = 8;

    @Option(
            names = "--k",
            paramLabel = "K",
            description =
                    "Questions in a document, 1 to 64; the tiny model was trained with up to 36 (default: ${DEFAULT-VALUE}).")
    int k = 24;

    @Option(names = "--seed", paramLabel = "N", description = "Of the documents (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(
            names = "--budget",
            paramLabel = "PERCENT",
            split = ",",
            description = "Entries kept of the prompt (capacity) and of the output (window), each in percent of the"
                    + " prompt's tokens; the newest half of a window is never evicted (default: 60,40,25).")
    List<Integer> budgets = List.of(60, 40, 25);

    @Option(
            names = "--prefill",
            paramLabel = "NAME",
            split = ",",
            description = "Only these policies at prefill (default: all).")
    List<String> prefills = List.of();

    @Option(
            names = "--decode",
            paramLabel = "NAME",
            split = ",",
            description = "Only these policies at decode (default: all).")
    List<String> decodes = List.of();

    @Option(
            names = "--recall",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also try recall of evicted entries (default: ${DEFAULT-VALUE}).")
    boolean recall;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Which model: " + LocalModel.FORMS + " (default: longgen-tiny).")
    String model;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "fp32, bf16, int8 or int4 (default: ${DEFAULT-VALUE}).")
    String dtype = "fp32";
}
