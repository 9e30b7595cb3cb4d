package dev.scopestream.engine.program;

import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.policy.DecodePolicy;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.policy.PrefillPolicy;
import dev.scopestream.engine.policy.PromptScoring;
import dev.scopestream.engine.policy.ScoreFunction;
import dev.scopestream.engine.policy.ScoreInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The score functions of policies, as modules of the program. The module {@code policy_dispatch} calls them by number, from
 * 1 for prompts and from 1 for windows.
 */
public final class ScoreFunctions {
    /** No functions: all policies use the built-in scores. */
    public static final ScoreFunctions NONE = new ScoreFunctions(List.of(), List.of());

    static final String DISPATCH = "policy_dispatch";

    private final List<Module> prompts;
    private final List<Module> windows;

    private ScoreFunctions(List<Module> prompts, List<Module> windows) {
        this.prompts = List.copyOf(prompts);
        this.windows = List.copyOf(windows);
    }

    /**
     * A function as the program's methods take it.
     *
     * @param number of the function; 0: the built-in score
     * @param policy whose it is, as messages call it, such as {@code decode policy 'vatp'}
     * @param inputs what it reads
     * @param own whether it is one of the engine's own policies, whose victims are picked within the step
     */
    public record Call(int number, String policy, Set<ScoreInput> inputs, boolean own) {
        /** The built-in score. */
        public static final Call BUILT_IN = new Call(0, "", Set.of(), true);

        public boolean isBuiltIn() {
            return number == 0;
        }

        /** Whether it reads an input. */
        public boolean reads(ScoreInput input) {
            return inputs.contains(input);
        }

        /** What a failed call of the program is: the function's failure, unless it is the built-in score. */
        RuntimeException failure(RuntimeException e) {
            return isBuiltIn()
                    ? e
                    : new ScoreException(policy, String.valueOf(e.getMessage()).strip(), e);
        }
    }

    /**
     * A policy's function.
     *
     * @param name of its module
     * @param policy as in {@link Call}
     * @param weighted whether it gets attention weights
     */
    record Module(String name, String policy, String policyName, boolean weighted, ScoreFunction function) {}

    /** The functions of all policies. */
    public static ScoreFunctions of(PolicyRegistry registry) {
        List<Module> prompts = new ArrayList<>();
        for (PrefillPolicy p : registry.prefills()) {
            boolean weighted = p.scoring(Fidelity.SCOPE) != PromptScoring.NONE;
            p.scoreFunction().ifPresent(f -> prompts.add(module("prefill", p.name(), prompts.size(), weighted, f)));
        }
        List<Module> windows = new ArrayList<>();
        for (DecodePolicy p : registry.decodes()) {
            p.scoreFunction().ifPresent(f -> windows.add(module("decode", p.name(), windows.size(), true, f)));
        }
        return new ScoreFunctions(prompts, windows);
    }

    private static Module module(String kind, String policy, int index, boolean weighted, ScoreFunction function) {
        String name = kind + "_" + (index + 1) + "_" + policy.replace('-', '_');
        return new Module(name, kind + " policy '" + policy + "'", policy, weighted, function);
    }

    List<Module> prompts() {
        return prompts;
    }

    List<Module> windows() {
        return windows;
    }

    /** The functions that a request's policies have, the prefill policy's first. */
    public List<ScoreFunction> of(KvOptions kv) {
        return Stream.concat(
                        named(prompts, kv.prefill().policy()),
                        named(windows, kv.decode().policy()))
                .toList();
    }

    private static Stream<ScoreFunction> named(List<Module> modules, String policy) {
        String name = policy.toLowerCase(Locale.ROOT);
        return modules.stream().filter(m -> m.policyName().equals(name)).map(Module::function);
    }

    /** How a prefill policy scores prompts. */
    public Call prompt(PrefillPolicy policy) {
        return call(prompts, policy.name(), false);
    }

    /** How a decode policy scores windows. */
    public Call window(DecodePolicy policy) {
        return call(windows, policy.name(), PolicyRegistry.isOwn(policy));
    }

    private static Call call(List<Module> modules, String policy, boolean own) {
        for (int i = 0; i < modules.size(); i++) {
            if (modules.get(i).policyName().equals(policy)) {
                return new Call(
                        i + 1,
                        modules.get(i).policy(),
                        modules.get(i).function().inputs(),
                        own);
            }
        }
        return Call.BUILT_IN;
    }

    /** Each function by itself, to find out which one doesn't compile; by what messages call its policy. */
    Map<String, ScoreFunctions> each() {
        Map<String, ScoreFunctions> all = new LinkedHashMap<>();
        prompts.forEach(m -> all.put(m.policy(), new ScoreFunctions(List.of(m), List.of())));
        windows.forEach(m -> all.put(m.policy(), new ScoreFunctions(List.of(), List.of(m))));
        return all;
    }

    /** Texts of the program's modules by name: the functions', and {@code policy_dispatch}. */
    Map<String, String> modules() {
        Map<String, String> texts = new LinkedHashMap<>();
        StringBuilder dispatch =
                new StringBuilder("from torch import Tensor\nfrom scope.policy_scores import Prompt, Window\n");
        for (List<Module> modules : List.of(prompts, windows)) {
            for (Module m : modules) {
                texts.put(m.name(), m.function().source());
                dispatch.append("from scope import ").append(m.name()).append('\n');
            }
        }
        choice(dispatch, "prompt", "Prompt", prompts);
        choice(dispatch, "window", "Window", windows);
        texts.put(DISPATCH, dispatch.toString());
        return texts;
    }

    private static void choice(StringBuilder text, String name, String type, List<Module> modules) {
        text.append("\ndef ")
                .append(name)
                .append("(function: int, given: ")
                .append(type)
                .append(") -> Tensor:\n");
        text.append("    y = given.weights\n");
        for (int i = 0; i < modules.size(); i++) {
            text.append("    if function == ").append(i + 1).append(":\n        y = ");
            text.append(modules.get(i).name()).append(".score(given)\n");
        }
        text.append("    return y\n\n");
    }
}
