package dev.scopestream.cli.faults;

import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.Document;
import dev.scopestream.client.dataset.SyntheticTask;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.PromptBuilder;
import dev.scopestream.events.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A fixed set of prompts of mixed lengths and policies, and of records that are none. */
final class TestPrompts {
    static final int COUNT = 18;
    private static final int TOKENS_A_QUESTION = 20;

    private final List<PromptBuilder> builders = new ArrayList<>();

    TestPrompts(long seed) {
        Random random = new Random(seed);
        KvArgument slide = KvArgument.parse("allkv+slide,window=32,recent=16");
        for (int i = 0; i < COUNT; i++) {
            int questions = 2 + random.nextInt(i % 3 == 0 ? 20 : 6);
            Dataset dataset = SyntheticTask.dataset(seed + i, questions, 1);
            Document document = dataset.documents().get(0);
            PromptBuilder builder = dataset.prompt(document, Template.NONE).maxTokens(TOKENS_A_QUESTION * questions);
            builders.add(i % 2 == 0 ? builder : builder.kv(slide.spec()));
        }
    }

    /** The number of a prompt with few questions. */
    int shortOne(Random random) {
        return 3 * random.nextInt(COUNT / 3) + 1 + random.nextInt(2);
    }

    /** The value of a record that asks for prompt {@code number} under this id. */
    byte[] value(int number, String id) {
        return EventCodec.PROMPT.encode(builders.get(number).id(id).build());
    }

    /** The value of a record that must become a dead letter. */
    static byte[] bad(Random random) {
        String text =
                switch (random.nextInt(6)) {
                    case 0 -> "not json";
                    case 1 -> "{\"prompt\": 17}";
                    case 2 -> "{\"prompt\": \"x\", \"max_tokens\": 0}";
                    case 3 -> "{\"prompt\": \"" + "Question_1: 3+5 ".repeat(20_000) + "\"}";
                    case 4 -> "{\"prompt\": \"x\", \"kv\": {\"prefill\": \"magic\", \"decode\": \"none\"}}";
                    default -> "{\"prompt\": \"" + "a".repeat(2 << 20) + "\"}";
                };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
