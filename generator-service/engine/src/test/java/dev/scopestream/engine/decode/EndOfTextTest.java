package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file that may name an end token ends the text. */
class EndOfTextTest {
    private static final String UP_TO_SEMICOLON = "Answer_1: 3+5=8";

    @TempDir
    Path directory;

    private ChangedTinyModel model;

    @BeforeEach
    void copyTheTinyModel() {
        model = new ChangedTinyModel(directory);
    }

    private Completion run() {
        try (TorchEngine engine = TorchEngine.open(model.directory(), EngineOptions.defaults())) {
            GenerationRequest request = new GenerationRequest(
                    "a",
                    engine.encode(ChangedTinyModel.PROMPT),
                    128,
                    Sampling.greedy(),
                    List.of(),
                    KvOptions.defaults(),
                    false);
            return Runs.run(engine, List.of(request), EvictionSink.none()).get("a");
        }
    }

    private void expect(String text) {
        Completion completion = run();
        assertThat(completion.text()).isEqualTo(text);
        assertThat(completion.reason()).isEqualTo(FinishReason.STOP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<\uff5cend\u2581of\u2581sentence\uff5c>"
            })
    void shouldEndAtAControlTokenThatEndsATurnByName(String name) throws IOException {
        model.rename("; ", name, true);
        expect(UP_TO_SEMICOLON);
    }

    @Test
    void shouldNotEndAtAnOrdinaryTokenOfSuchAName() throws IOException {
        model.rename("; ", "<|im_end|>", false);
        expect(ChangedTinyModel.ANSWER.replace("; ", "<|im_end|>"));
    }

    @Test
    void shouldNotEndAtTheEndOfAMessageInTheHarmonyFormat() throws IOException {
        model.rename("; ", "<|end|>", true);
        model.rename(". The answer is ", "<|return|>", true);
        expect("Answer_1: 3+5=8#1=8");
    }

    @Test
    void shouldEndAtTheEosTokenOfTheTokenizersConfig() throws IOException {
        model.rename("; ", "<stop>", false);
        model.change("tokenizer_config.json", json -> json.put("eos_token", "<stop>"));
        expect(UP_TO_SEMICOLON);
    }

    @Test
    void shouldNotEndAtAnEosTokenThatIsAnOrdinaryOne() throws IOException {
        model.change("tokenizer_config.json", json -> json.put("eos_token", "; "));
        expect(ChangedTinyModel.ANSWER);
    }

    @Test
    void shouldEndAtTokensOfBothConfigs() throws IOException {
        int semicolon = model.rename("; ", "; ", false);
        model.change("tokenizer_config.json", json -> json.remove("eos_token"));
        model.change("special_tokens_map.json", json -> json.remove("eos_token"));
        model.change(
                "generation_config.json", json -> json.putArray("eos_token_id").add(7000));
        expect(ChangedTinyModel.ANSWER);
        model.change(
                "generation_config.json",
                json -> json.putArray("eos_token_id").add(7000).add(semicolon));
        expect(UP_TO_SEMICOLON);
        model.change("generation_config.json", json -> json.put("eos_token_id", 2));
        model.change("config.json", json -> json.putArray("eos_token_id").add(semicolon));
        expect(UP_TO_SEMICOLON);
    }
}
