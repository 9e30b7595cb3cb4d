package dev.scopestream.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.decode.Runs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Evicted entries of a trace and the positions that it keeps complement each other. */
class EvictionLogTest {
    private static final int PROMPT = 90;
    private static final int TOKENS = 60;

    private static ObjectNode trace(KvOptions kv, Fidelity fidelity) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("name", kv.prefill().policy() + "+" + kv.decode().policy() + "/" + fidelity)
                .put("prefill", kv.prefill().policy())
                .put("decode", kv.decode().policy())
                .put("fidelity", fidelity.name().toLowerCase(Locale.ROOT))
                .put("capacity", 64)
                .put("decoding_window", 32)
                .put("recent", 16)
                .put("max_new", TOKENS);
        new Random(3).ints(PROMPT, 3, 500).forEach(json.putArray("prompt_ids")::add);
        return json;
    }

    @Test
    void shouldTellEveryEntryThatGoesWithItsStepAndItsScore() {
        List<EvictedEntry> entries = new ArrayList<>();
        int scored = 0;
        int runs = 0;
        try (TraceRunner runner = TraceRunner.open(Runs.TINY, EngineOptions.defaults(), entries::add)) {
            for (KvOptions kv : Runs.everyPair()) {
                Fidelity fidelity = !Runs.inReference(kv) || runs++ % 2 == 0 ? Fidelity.SCOPE : Fidelity.REFERENCE;
                entries.clear();
                JsonNode out = runner.run(trace(kv, fidelity));
                String name = out.get("name").asText();
                assertFinal(name, out.get("final_positions"), entries);
                assertThat(entries).as(name).allSatisfy(e -> {
                    assertThat(e.request()).isEqualTo(name);
                    assertThat(e.position()).isLessThanOrEqualTo(PROMPT + e.step());
                    assertThat(e.step() >= 0 || Double.isNaN(e.score())).isTrue();
                });
                boolean single = Set.of("slide", "adaptive", "h2o", "tova")
                        .contains(kv.decode().policy());
                for (EvictedEntry e : entries) {
                    if (single && e.step() > TOKENS / 2) {
                        assertThat(e.score()).as(name + " " + e).isBetween(0.0, (double) TOKENS);
                        scored++;
                    }
                }
            }
        }
        assertThat(scored).isPositive();
    }

    private static void assertFinal(String name, JsonNode layers, List<EvictedEntry> entries) {
        for (int l = 0; l < layers.size(); l++) {
            for (int s = 0; s < layers.get(l).size(); s++) {
                int layer = l;
                int head = s;
                List<Integer> gone = entries.stream()
                        .filter(e -> e.layer() == layer && e.head() == head)
                        .map(EvictedEntry::position)
                        .toList();
                assertThat(gone).as(name).doesNotHaveDuplicates();
                Set<Integer> left = new HashSet<>();
                layers.get(l).get(s).forEach(position -> left.add(position.asInt()));
                assertThat(gone).as(name).noneMatch(left::contains);
                assertThat(left.size() + gone.size()).as(name).isEqualTo(PROMPT + TOKENS - 1);
            }
        }
    }
}
