package dev.scopestream.generator;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.generator.intake.RequestMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What one engine by itself says to prompts, one after the other, without Kafka. */
final class ExpectedTexts {
    private ExpectedTexts() {}

    /**
     * Texts by the prompts' ids.
     *
     * @param prompts JSON by id
     * @param tokens of prompts without max_tokens
     */
    static Map<String, String> of(Path model, Map<String, String> prompts, int tokens) {
        Map<String, String> texts = new HashMap<>();
        try (TorchEngine engine = TorchEngine.open(model, EngineOptions.defaults())) {
            RequestMapper mapper = new RequestMapper(engine, KvOptions.defaults(), tokens);
            prompts.forEach((id, json) -> {
                byte[] key = id.getBytes(StandardCharsets.UTF_8);
                byte[] value = json.getBytes(StandardCharsets.UTF_8);
                engine.submit(mapper.map(id, PromptRecord.decode(key, value)), EvictionSink.none());
                while (!engine.idle()) {
                    for (EngineEvent event : engine.step()) {
                        if (event instanceof EngineEvent.Finished finished) {
                            texts.put(id, finished.completion().text());
                        }
                    }
                }
            });
        }
        return texts;
    }
}
