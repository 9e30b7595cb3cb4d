package dev.scopestream.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets that contradict each other for a prompt: shares and defaults give way, numbers are refused. */
class WindowBudgetsTest {
    private static Budget budget(String text) {
        if (text.startsWith("default ")) {
            return budget(text.substring("default ".length())).asDefault();
        }
        return text.endsWith("%")
                ? Budget.ofPrompt(Integer.parseInt(text.substring(0, text.length() - 1)) / 100.0)
                : Budget.tokens(Integer.parseInt(text));
    }

    private static WindowBudgets of(String window, String recent, int prompt) {
        return WindowBudgets.of(
                new KvOptions.Decode("slide", budget(window), budget(recent), OptionalInt.empty()), prompt);
    }

    @ParameterizedTest
    @CsvSource({
        "128, 64, 10, 128, 64",
        // shares of a prompt that is too short for them
        "50%, 25%, 1, 2, 1",
        "5%, 5%, 20, 2, 1",
        "10%, 64, 100, 65, 64",
        "64, 90%, 100, 64, 63",
        // a default gives way to what the request has, number or share
        "100, default 256, 10, 100, 99",
        "default 512, 600, 10, 601, 600",
        "20%, default 256, 100, 20, 19",
        "default 50%, 64, 100, 65, 64",
        // the server's own, before what it has from elsewhere
        "default 128, default default 256, 10, 128, 127"
    })
    void shouldMoveWhatTheRequestDoesNotHave(String window, String recent, int prompt, int w, int r) {
        assertThat(of(window, recent, prompt)).isEqualTo(new WindowBudgets(w, r));
    }

    @Test
    void shouldRefuseNumbers() {
        assertThatThrownBy(() -> of("64", "64", 1000))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("must be above kv.recent (64), is 64");
        assertThatThrownBy(() -> of("1", "default 8", 1000))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("must be at least 2, is 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2o", "snapkv", "pyramidkv", "streamingllm", "pyramidinfer"})
    void shouldKeepAPromptWholeThatIsTooShortForItsShare(String prefill) {
        PrefillPolicy policy = PolicyRegistry.standard().prefill(prefill);
        KvOptions kv = KvOptions.defaults().toBuilder()
                .prefill(prefill)
                .capacity(Budget.ofPrompt(0.6))
                .build();
        for (int tokens = 1; tokens < 200; tokens++) {
            PromptShape shape = PromptShape.of(kv, policy, 2, tokens);
            assertThat(shape.capacity()).isGreaterThanOrEqualTo((int) (0.6 * tokens));
            if (!shape.fits()) {
                assertThat(policy.select(shape)).isNotNull();
            }
        }
    }
}
