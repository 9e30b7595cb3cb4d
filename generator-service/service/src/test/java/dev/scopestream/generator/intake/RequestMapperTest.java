package dev.scopestream.generator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Stopping;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.policy.PromptShape;
import dev.scopestream.engine.policy.WindowBudgets;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.Message;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.generator.config.KvMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RequestMapperTest {
    private static PromptEvent event(String json) {
        return EventCodec.PROMPT.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldPutARequestsWishesOverTheDefaults() {
        KvSpec spec = event("{\"prompt\":\"a\",\"kv\":{\"decode\":\"slide\",\"capacity\":\"40%\",\"window\":64,"
                        + "\"score\":\"last\",\"delta\":9,\"fidelity\":\"reference\"}}")
                .kv();
        KvOptions options = KvMapper.apply(KvOptions.defaults(), spec);
        assertThat(options.prefill().policy())
                .isEqualTo(KvOptions.defaults().prefill().policy());
        assertThat(options.decode().policy()).isEqualTo("slide");
        assertThat(options.prefill().capacity()).isEqualTo(Budget.ofPrompt(0.4));
        assertThat(options.decode().window()).isEqualTo(Budget.tokens(64));
        assertThat(options.decode().recent())
                .isEqualTo(KvOptions.defaults().decode().recent().asDefault());
        assertThat(options.scoring().score()).isEqualTo(KvOptions.WindowScore.LAST);
        assertThat(options.decode().delta()).hasValue(9);
        assertThat(options.fidelity()).isEqualTo(KvOptions.Fidelity.REFERENCE);
    }

    @Test
    void shouldKeepTheDefaultsWithoutWishes() {
        KvOptions silent = KvMapper.apply(KvOptions.defaults(), null);
        assertThat(silent).isEqualTo(KvMapper.apply(KvOptions.defaults(), KvSpec.defaults()));
        assertThat(silent.scoring()).isEqualTo(KvOptions.defaults().scoring());
        assertThat(silent.decode().window().resolve(9))
                .isEqualTo(KvOptions.defaults().decode().window().resolve(9));
    }

    @Test
    void shouldNotBlameTheSenderForADefault() {
        KvOptions server = KvOptions.defaults().toBuilder()
                .capacity(Budget.tokens(64))
                .observation(32)
                .build();
        KvOptions capacity = KvMapper.apply(
                server, event("{\"prompt\":\"a\",\"kv\":{\"capacity\":16}}").kv());
        assertThat(capacity.prefill().observation()).isEqualTo(15);
        KvOptions sinks = KvMapper.apply(
                server, event("{\"prompt\":\"a\",\"kv\":{\"capacity\":3}}").kv());
        assertThat(sinks.prefill().sinks()).isEqualTo(2);
        KvOptions window = KvMapper.apply(
                server, event("{\"prompt\":\"a\",\"kv\":{\"window\":100}}").kv());
        assertThat(WindowBudgets.of(window.decode(), 9)).isEqualTo(new WindowBudgets(100, 99));
        KvOptions observation = KvMapper.apply(
                server, event("{\"prompt\":\"a\",\"kv\":{\"observation\":64}}").kv());
        assertThat(PromptShape.of(observation, PolicyRegistry.standard().prefill("h2o"), 2, 500)
                        .capacity())
                .isEqualTo(65);
    }

    @Test
    void shouldKnowEveryNameThatTheContractKnows() {
        assertThat(names(KvOptions.Fidelity.values())).containsAll(names(KvSpec.Fidelity.values()));
        assertThat(names(KvOptions.Pooling.values())).containsAll(names(KvSpec.Pooling.values()));
        assertThat(names(KvOptions.WindowScore.values())).containsAll(names(KvSpec.Score.values()));
        assertThat(names(KvOptions.GroupReduce.values())).containsAll(names(KvSpec.Reduce.values()));
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    @Test
    void shouldWriteLongGenBenchAsTheReferenceDoes() {
        assertThat(RequestMapper.scopeForm(List.of(
                        new Message(Message.Role.SYSTEM, "Answer all."), new Message(Message.Role.USER, "Question_1"))))
                .isEqualTo("<<SYS>>\n Answer all. \n<</SYS>>\n\nQuestion_1");
        assertThatThrownBy(() -> RequestMapper.scopeForm(List.of(new Message(Message.Role.USER, "Question_1"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("system");
    }

    @Test
    void shouldTakeWhatEndsAPrompt() {
        assertThat(stopping("{\"prompt\":\"a\"}")).isEqualTo(Stopping.NONE);
        assertThat(stopping("{\"prompt\":\"a\",\"stop\":\"x\",\"stop_token_ids\":[2,7],\"max_reasoning_tokens\":0,"
                        + "\"ignore_eos\":true}"))
                .isEqualTo(new Stopping(List.of("x"), IntArray.of(2, 7), OptionalInt.of(0), true));
    }

    private static Stopping stopping(String json) {
        return RequestMapper.stopping(event(json).stopping());
    }

    @Test
    void shouldGiveADevelopersMessageTheSystemsRole() {
        assertThat(RequestMapper.role(Message.Role.DEVELOPER)).isEqualTo("system");
        assertThat(RequestMapper.role(Message.Role.ASSISTANT)).isEqualTo("assistant");
    }
}
