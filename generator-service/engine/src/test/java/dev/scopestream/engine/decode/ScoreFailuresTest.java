package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.policy.DecodePolicy;
import dev.scopestream.engine.policy.PolicyException;
import dev.scopestream.engine.policy.PrefillPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A score function that is wrong costs its own requests, and its message names the policy. */
class ScoreFailuresTest {
    private static void refuses(
            List<PrefillPolicy> prefills, List<DecodePolicy> decodes, String policy, String reason) {
        assertThatThrownBy(() -> ScorePolicies.open(prefills, decodes))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("the score of " + policy)
                .hasMessageContaining(reason);
    }

    /** Runs a request of these policies beside others; the others' tokens are the same as alone. */
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
                "w.scores / 0.0                                         | isn't finite",
                "w.scores.sum(2)                                        | shape [rows, heads, slots]",
                "w.scores + w.scores.narrow(2, 1, w.scores.size(2) - 1) | must match",
            })
    void shouldFailTheRequestsOfAWrongWindowScore(String wrong, String reason) {
        refuses(
                List.of(),
                List.of(new ScorePolicies.Decode("bad", wrong, 1)),
                "decode policy 'bad' fails in a trial call",
                reason);
        // the trial calls it for layer 0
        String body = wrong + " if w.layer > 0 else w.scores";
        try (TorchEngine engine = ScorePolicies.open(
                List.of(),
                List.of(new ScorePolicies.Decode("bad-one", body, 1), new ScorePolicies.Decode("bad-many", body, 7)))) {
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
                "p.positions.to(torch.float32).unsqueeze(0).expand([2, p.positions.size(0)]) / 0.0 | finite",
                "p.positions.to(torch.float32)                                                                     | shape",
            })
    void shouldFailTheRequestsOfAWrongPromptScore(String wrong, String reason) {
        refuses(
                List.of(new ScorePolicies.Prefill("bad", wrong)),
                List.of(),
                "prefill policy 'bad' fails in a trial call",
                reason);
        String right = "p.positions.to(torch.float32).unsqueeze(0).expand([2, p.positions.size(0)])";
        String body = wrong + " if p.layer > 0 else " + right;
        try (TorchEngine engine = ScorePolicies.open(List.of(new ScorePolicies.Prefill("bad", body)), List.of())) {
            EngineEvent.Failed failed = failure(engine, "bad", "slide");
            assertThat(failed.field()).isEqualTo("kv.prefill");
            assertThat(failed.reason()).contains("prefill policy 'bad'").contains(reason);
        }
    }

    @Test
    void shouldRefuseAScoreThatDoesNotCompile() {
        List<DecodePolicy> decodes = List.of(
                new ScorePolicies.Decode("good", "w.scores", 1),
                new ScorePolicies.Decode("broken", "w.no_such_field", 1));
        refuses(List.of(), decodes, "decode policy 'broken' doesn't compile", "no_such_field");
        refuses(
                List.of(new ScorePolicies.Prefill("open", "(")),
                List.of(),
                "prefill policy 'open' doesn't compile",
                "");
    }

    @Test
    void shouldEvictAsTheBuiltInScoreDoesWhereAFunctionGivesThatScore() {
        List<DecodePolicy> decodes = List.of(
                new ScorePolicies.Decode("same", "w.scores", 1),
                new ScorePolicies.Decode("many", "w.scores", 5),
                new ScorePolicies.Builtin("builtin", 5));
        try (TorchEngine engine = ScorePolicies.open(List.of(), decodes)) {
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
}
