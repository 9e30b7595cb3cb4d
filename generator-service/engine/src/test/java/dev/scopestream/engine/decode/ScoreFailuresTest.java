package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.policy.BudgetPlan;
import dev.scopestream.engine.policy.DecodePlan;
import dev.scopestream.engine.policy.DecodePolicy;
import dev.scopestream.engine.policy.DecodeShape;
import dev.scopestream.engine.policy.PolicyException;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.policy.PrefillPolicy;
import dev.scopestream.engine.policy.ScoreFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A score function that is wrong costs its own requests, and its message names the policy. */
class ScoreFailuresTest {
    private static final String IMPORTS =
            "import torch\nfrom torch import Tensor\nfrom scope.policy_scores import Prompt, Window\n\n";

    private record Prefill(String name, String body) implements PrefillPolicy {
        @Override
        public Optional<ScoreFunction> scoreFunction() {
            return Optional.of(
                    ScoreFunction.of(IMPORTS + "def score(p: Prompt) -> Tensor:\n    return " + body + "\n"));
        }
    }

    private record Decode(String name, String body, int window) implements DecodePolicy {
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

    private static TorchEngine open(List<PrefillPolicy> prefills, List<DecodePolicy> decodes) {
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

    /** Runs a request of these policies beside others; the others' tokens are those that they have alone. */
    private static EngineEvent.Failed failure(TorchEngine engine, String prefill, String decode) {
        GenerationRequest company = Runs.request("company", 90, 60, Runs.small("snapkv", "slide"));
        IntArray alone = Runs.run(engine, List.of(company), EvictionSink.none())
                .get("company")
                .tokens();
        engine.submit(company, EvictionSink.none());
        engine.submit(Runs.request("wrong", 90, 60, Runs.small(prefill, decode)), block -> {});
        Map<String, IntArray> tokens = new HashMap<>();
        List<EngineEvent.Failed> failed = new ArrayList<>();
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Failed one) {
                    failed.add(one);
                } else if (event instanceof EngineEvent.Finished done) {
                    tokens.put(done.requestId(), done.completion().tokens());
                }
            }
        }
        assertThat(tokens).containsOnlyKeys("company").containsEntry("company", alone);
        assertThat(engine.load().kvBytesHeld()).isZero();
        assertThat(failed).hasSize(1);
        assertThat(failed.get(0).requestId()).isEqualTo("wrong");
        return failed.get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w.scores / 0.0                  | isn't finite",
                "w.scores.sum(2)                 | shape [rows, heads, slots]",
                "w.scores + w.scores.narrow(2, 1, w.scores.size(2) - 1) | must match",
            })
    void shouldFailTheRequestsOfAWrongWindowScore(String body, String reason) {
        try (TorchEngine engine =
                open(List.of(), List.of(new Decode("bad-one", body, 1), new Decode("bad-many", body, 7)))) {
            for (String policy : List.of("bad-one", "bad-many")) {
                EngineEvent.Failed failed = failure(engine, "allkv", policy);
                assertThat(failed.field()).isEqualTo("kv.decode");
                assertThat(failed.reason()).contains("decode policy '" + policy + "'");
                if (policy.equals("bad-one")) {
                    assertThat(failed.reason()).contains(reason);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p.positions.to(torch.float32).unsqueeze(0).expand([p.keys.numel() + 2, p.positions.size(0)]) / 0.0 | finite",
                "p.positions.to(torch.float32)                                                                     | shape",
            })
    void shouldFailTheRequestsOfAWrongPromptScore(String body, String reason) {
        try (TorchEngine engine = open(List.of(new Prefill("bad", body)), List.of())) {
            EngineEvent.Failed failed = failure(engine, "bad", "slide");
            assertThat(failed.field()).isEqualTo("kv.prefill");
            assertThat(failed.reason()).contains("prefill policy 'bad'").contains(reason);
        }
    }

    @Test
    void shouldRefuseAScoreThatDoesNotCompile() {
        List<DecodePolicy> decodes =
                List.of(new Decode("good", "w.scores", 1), new Decode("broken", "w.no_such_field", 1));
        assertThatThrownBy(() -> open(List.of(), decodes))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("decode policy 'broken'")
                .hasMessageContaining("no_such_field");
        assertThatThrownBy(() -> open(List.of(new Prefill("open", "(")), List.of()))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("prefill policy 'open'");
    }

    @Test
    void shouldEvictAsTheBuiltInScoreDoesWhereAFunctionGivesThatScore() {
        List<DecodePolicy> decodes = List.of(
                new Decode("same", "w.scores", 1), new Decode("many", "w.scores", 5), new Builtin("builtin", 5));
        try (TorchEngine engine = open(List.of(), decodes)) {
            for (List<String> pair : List.of(List.of("slide", "same"), List.of("builtin", "many"))) {
                List<IntArray> tokens = new ArrayList<>();
                for (String decode : pair) {
                    GenerationRequest request = Runs.request("r", 120, 120, Runs.small("snapkv", decode));
                    GenerationRequest other = Runs.request("other", 90, 100, Runs.small("h2o", decode));
                    Runs.run(engine, List.of(request, other), block -> {})
                            .values()
                            .forEach(done -> tokens.add(done.tokens()));
                }
                assertThat(tokens.subList(2, 4)).isEqualTo(tokens.subList(0, 2));
            }
        }
    }

    /** Evicts as {@link Decode} does, by the built-in score. */
    private record Builtin(String name, int window) implements DecodePolicy {
        @Override
        public DecodePlan plan(DecodeShape shape) {
            return new Decode(name, "", window).plan(shape);
        }
    }
}
