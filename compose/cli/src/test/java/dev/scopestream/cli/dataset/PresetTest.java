package dev.scopestream.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.SyntheticTask;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.Template;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures are from SCOPE's published scripts. */
class PresetTest {
    private static KvSpec kv(String text) {
        return KvArgument.parse(text).spec();
    }

    @Test
    void shouldHaveTheReferencesParameters() {
        KvSpec spec = Preset.named("8k-1024").complete(kv("h2o+slide"));

        assertThat(spec.prefill().capacity()).isEqualTo(EntryBudget.entries(4096));
        assertThat(spec.decode().window()).isEqualTo(EntryBudget.entries(1024));
        assertThat(spec.decode().recent()).isEqualTo(EntryBudget.entries(256));
        assertThat(spec.prefill().observation()).isEqualTo(8);
        assertThat(spec.prefill().kernel()).isEqualTo(7);
        assertThat(spec.prefill().pooling()).isEqualTo(KvSpec.Pooling.MAXPOOL);
        assertThat(Preset.named("4k-512")
                        .complete(kv("streamingllm+slm"))
                        .prefill()
                        .observation())
                .isEqualTo(1024);
        assertThat(Preset.named("4k-512")
                        .complete(kv("h2o+slide,window=64"))
                        .decode()
                        .window())
                .isEqualTo(EntryBudget.entries(64));
    }

    @Test
    void shouldKnowTheReferencesSlipAndWhatItLeavesOut() {
        Preset preset = Preset.named("4k-512");
        assertThat(preset.maxTokens("gsm8k_30", true)).isEqualTo(4096);
        assertThat(preset.maxTokens("csqa_40", true)).isEqualTo(7950);
        assertThat(preset.maxTokens("csqa_40", false)).isEqualTo(4096);
        assertThat(Preset.named("8k-512").maxTokens("mmlu_60", true)).isEqualTo(7950);
        assertThat(preset.leftOut("mmlu_30")).isEqualTo(Set.of(21, 30, 31, 48));
        assertThat(preset.leftOut("gsm8k_30")).isEmpty();
    }

    @Test
    void shouldGiveIdsThatDependOnWhatMakesTheResult() {
        Dataset set = SyntheticTask.dataset(1, 4, 3);
        RunPlan plan = plan("run", set, 50);

        assertThat(plan.ids()).hasSize(3).allMatch(id -> id.startsWith("run/synthetic_4/h2o+slide/"));
        assertThat(plan("run", set, 50).ids()).isEqualTo(plan.ids());
        assertThat(plan("run", set.first(2), 50).ids()).isSubsetOf(plan.ids());
        assertThat(plan("other", set, 50).ids()).doesNotContainAnyElementsOf(plan.ids());
        assertThat(plan("run", set, 51).ids()).doesNotContainAnyElementsOf(plan.ids());
    }

    private static RunPlan plan(String run, Dataset set, int maxTokens) {
        Prompts prompts = new Prompts(set, Template.NONE, maxTokens, null, Optional.empty());
        return RunPlan.of(run, set, Map.of("h2o+slide", kv("h2o+slide")), prompts::of);
    }

    @Test
    void shouldKeepTheFirstAndLastHalvesOfALongPrompt(@TempDir Path directory) {
        Path model = BundledModel.materialise("longgen-tiny", directory);
        String text = SyntheticTask.dataset(1, 16, 1).documents().get(0).prompt();
        try (Halves halves = new Halves(model, 40)) {
            String shorter = halves.shorten(text).orElseThrow();
            assertThat(shorter).hasSizeLessThan(text.length());
            assertThat(text).startsWith(shorter.substring(0, 20)).endsWith(shorter.substring(shorter.length() - 20));
            assertThat(halves.shorten(shorter)).isEmpty();
        }
    }
}
