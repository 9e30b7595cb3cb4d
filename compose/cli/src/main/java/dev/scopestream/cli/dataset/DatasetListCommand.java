package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.TextTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What sets there are. */
@Command(name = "list", description = "Names the sets that can be made, what from, and the presets that run them.")
final class DatasetListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        List<List<String>> sets = List.of(
                List.of("set", "questions a document", "answers", "made by"),
                List.of("synthetic", "1 to 64", "numbers", "dataset run synthetic --k K --seed N"),
                List.of("path_traversal_SIZE", "1", "procedure", "dataset run path_traversal_2k --seed N"),
                List.of("countdown_SIZE", "1", "procedure", "dataset run countdown_0.5k --seed N"),
                List.of(
                        "program_trace_SIZE",
                        "1",
                        "procedure",
                        "dataset run program_trace_8k; SIZE: tiny, 0.5k, 2k, 8k"),
                List.of("gsm8k", "30, 60", "numbers", "dataset build gsm8k, from GSM8K's test.jsonl"),
                List.of("mmlu", "30, 60", "choices", "dataset build mmlu, from MMLU's directory of *_test.csv"),
                List.of("csqa", "40, 80", "choices", "dataset build csqa, from CommonsenseQA's validation jsonl"),
                List.of("infinitebench", "1", "text", "dataset build infinitebench, from longbook_sum_eng.jsonl"),
                List.of("NAME", "any", "any", "dataset build NAME --mapping FILE, from any jsonl, csv or tsv"));
        if (json.given()) {
            sets.stream()
                    .skip(1)
                    .forEach(set -> JsonOption.print(
                            spec,
                            Map.of(
                                    "set",
                                    set.get(0),
                                    "questions",
                                    set.get(1),
                                    "answers",
                                    set.get(2),
                                    "from",
                                    set.get(3))));
            return 0;
        }
        spec.commandLine().getOut().println(TextTable.render(sets, 4));
        spec.commandLine().getOut().println();
        spec.commandLine().getOut().println(Preset.table());
        return 0;
    }
}
