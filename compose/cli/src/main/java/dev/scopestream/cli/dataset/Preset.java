package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.TextTable;
import dev.scopestream.client.dataset.LongGenBench;
import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.KvSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** How SCOPE's reference (arXiv 2412.13649) runs LongGenBench. */
enum Preset {
    P4K_512("4k-512", 4096, 2048, 512),
    P4K_1024("4k-1024", 4096, 2048, 1024),
    P8K_512("8k-512", LongestOutput.OF_8K, 4096, 512),
    P8K_1024("8k-1024", LongestOutput.OF_8K, 4096, 1024);

    static final int RECENT = 256;
    static final int OBSERVATION = 8;
    static final int KERNEL = 7;

    private final String wire;
    private final int maxTokens;
    private final int capacity;
    private final int window;

    Preset(String wire, int maxTokens, int capacity, int window) {
        this.wire = wire;
        this.maxTokens = maxTokens;
        this.capacity = capacity;
        this.window = window;
    }

    /** A holder, since an enum's constants can't use its own fields. */
    private static final class LongestOutput {
        static final int OF_8K = 7950;
    }

    /** @throws IllegalArgumentException with the names there are */
    static Preset named(String name) {
        return Arrays.stream(values())
                .filter(p -> p.wire.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no preset '" + name + "'; there are: " + String.join(", ", names())));
    }

    static List<String> names() {
        return Arrays.stream(values()).map(p -> p.wire).toList();
    }

    /** @param slip whether CommonsenseQA's 4K set gets the 8K set's length, as the reference does by mistake */
    int maxTokens(String dataset, boolean slip) {
        return slip && isOf(LongGenBench.CSQA, dataset) ? LongestOutput.OF_8K : maxTokens;
    }

    /** Documents that aren't run, from 0. */
    Set<Integer> leftOut(String dataset) {
        return isOf(LongGenBench.MMLU, dataset) ? LongGenBench.MMLU_LEFT_OUT : Set.of();
    }

    private static boolean isOf(LongGenBench set, String dataset) {
        return dataset.toLowerCase(Locale.ROOT).startsWith(set.name().toLowerCase(Locale.ROOT));
    }

    /** What the user said of the cache, and the reference's parameters for the rest. */
    KvSpec complete(KvSpec given) {
        KvSpec.Prefill prefill = given.prefill();
        boolean streaming = "streamingllm".equalsIgnoreCase(prefill.policy());
        return given.toBuilder()
                .capacity(or(prefill.capacity(), EntryBudget.entries(capacity)))
                .observation(or(prefill.observation(), streaming ? capacity / 2 : OBSERVATION))
                .window(or(given.decode().window(), EntryBudget.entries(window)))
                .recent(or(given.decode().recent(), EntryBudget.entries(RECENT)))
                .kernel(or(prefill.kernel(), KERNEL))
                .pooling(or(prefill.pooling(), KvSpec.Pooling.MAXPOOL))
                .build();
    }

    private static <T> T or(T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    /** All of them, for people. */
    static String table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("preset", "for", "max tokens", "capacity", "window", "recent", "observation", "pooling"));
        for (Preset p : values()) {
            lines.add(List.of(
                    p.wire,
                    p.maxTokens == LongestOutput.OF_8K ? "gsm8k_60 mmlu_60 csqa_80" : "gsm8k_30 mmlu_30 csqa_40",
                    Integer.toString(p.maxTokens),
                    Integer.toString(p.capacity),
                    Integer.toString(p.window),
                    Integer.toString(RECENT),
                    Integer.toString(OBSERVATION),
                    "max, " + KERNEL));
        }
        return TextTable.render(lines, 2) + "\n"
                + "All: greedy, template llama3-scope, the set's own system text; MMLU documents "
                + LongGenBench.MMLU_LEFT_OUT.stream()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "))
                + " left out;\nStreamingLLM observes half of the capacity; csqa_40 gets "
                + LongestOutput.OF_8K
                + " tokens (the reference's slip)\nunless --no-csqa-length-slip. What --kv says goes before; "
                + "fidelity=reference there gives the reference's results.";
    }
}
