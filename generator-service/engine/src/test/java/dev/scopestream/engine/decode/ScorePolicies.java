package dev.scopestream.engine.decode;

import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.policy.BudgetPlan;
import dev.scopestream.engine.policy.DecodePlan;
import dev.scopestream.engine.policy.DecodePolicy;
import dev.scopestream.engine.policy.DecodeShape;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.policy.PrefillPolicy;
import dev.scopestream.engine.policy.ScoreFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies of given score functions, and engines that have them. */
final class ScorePolicies {
    private static final String IMPORTS =
            "import torch\nfrom torch import Tensor\nfrom scope.policy_scores import Prompt, Window\n\n";

    private ScorePolicies() {}

    record Prefill(String name, String body) implements PrefillPolicy {
        @Override
        public Optional<ScoreFunction> scoreFunction() {
            return Optional.of(
                    ScoreFunction.of(IMPORTS + "def score(p: Prompt) -> Tensor:\n    return " + body + "\n"));
        }
    }

    record Decode(String name, String body, int window) implements DecodePolicy {
        @Override
        public Optional<ScoreFunction> scoreFunction() {
            return Optional.of(
                    ScoreFunction.of(IMPORTS + "def score(w: Window) -> Tensor:\n    return " + body + "\n"));
        }

        @Override
        public DecodePlan plan(DecodeShape shape) {
            DecodePlan one = BudgetPlan.behindPrompt(shape);
            if (window == 1) {
                return one;
            }
            // several entries at once, every few steps
            return new BudgetPlan(
                    shape.recent(),
                    false,
                    shape::protectedPrefix,
                    (step, layer) ->
                            step % window == 0 ? shape.protectedPrefix(layer) + shape.window() : Integer.MAX_VALUE);
        }
    }

    /** An engine that has the standard policies, and these. */
    static TorchEngine open(List<PrefillPolicy> prefills, List<DecodePolicy> decodes) {
        PolicyRegistry standard = PolicyRegistry.standard();
        List<PrefillPolicy> allPrefills = new ArrayList<>(standard.prefills());
        allPrefills.addAll(prefills);
        List<DecodePolicy> allDecodes = new ArrayList<>(standard.decodes());
        allDecodes.addAll(decodes);
        return TorchEngine.open(
                Runs.TINY,
                EngineOptions.defaults(),
                StepObserver.none(),
                Policies.of(PolicyRegistry.of(allPrefills, allDecodes)));
    }

    /** Evicts as {@link Decode} does, by the built-in score. */
    record Builtin(String name, int window) implements DecodePolicy {
        @Override
        public DecodePlan plan(DecodeShape shape) {
            return new Decode(name, "", window).plan(shape);
        }
    }
}
