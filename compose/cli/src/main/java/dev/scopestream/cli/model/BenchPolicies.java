package dev.scopestream.cli.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.Budget;
import dev.scopestream.engine.KvOptions;
import java.util.Map;
import picocli.CommandLine.Option;

/** The cache policies of a benchmark and their budgets, in entries. */
final class BenchPolicies {
    @Option(names = "--kv", description = "PREFILL+DECODE (${DEFAULT-VALUE}).")
    private String policies;

    @Option(names = "--capacity", description = "Entries kept of a prompt (${DEFAULT-VALUE}).")
    private int capacity;

    @Option(names = "--window", description = "Decode window (${DEFAULT-VALUE}).")
    private int window;

    @Option(names = "--recent", description = "Newest entries kept (${DEFAULT-VALUE}).")
    private int recent;

    /** The values are the command's defaults. */
    BenchPolicies(String policies, int capacity, int window, int recent) {
        this.policies = policies;
        this.capacity = capacity;
        this.window = window;
        this.recent = recent;
    }

    /** @throws CliException when {@code --kv} isn't a pair */
    KvOptions kv() {
        String[] names = names();
        return KvOptions.builder()
                .prefill(names[0])
                .decode(names[1])
                .capacity(Budget.tokens(capacity))
                .window(Budget.tokens(window))
                .recent(Budget.tokens(recent))
                .build();
    }

    /** As the generator's options. */
    Map<String, Object> properties() {
        String[] names = names();
        return Map.of(
                "scope.kv.prefill", names[0],
                "scope.kv.decode", names[1],
                "scope.kv.capacity", capacity,
                "scope.kv.window", window,
                "scope.kv.recent", recent);
    }

    /**
     * Entries that a layer and head holds at most, after a prompt and generated tokens of these numbers, where the prompt is
     * compressed unless by {@code allkv}, and what is generated unless by {@code none}.
     */
    int kept(int prompt, int generated) {
        String[] names = names();
        int ofPrompt = names[0].equals("allkv") ? prompt : Math.min(prompt, capacity);
        return ofPrompt + (names[1].equals("none") ? generated : Math.min(generated, window));
    }

    void describe(ObjectNode report) {
        report.put("kv", policies)
                .put("capacity", capacity)
                .put("window", window)
                .put("recent", recent);
    }

    private String[] names() {
        String[] names = policies.split("\\+", -1);
        if (names.length != 2) {
            throw new CliException("--kv must be PREFILL+DECODE, is '" + policies + "'");
        }
        return names;
    }
}
