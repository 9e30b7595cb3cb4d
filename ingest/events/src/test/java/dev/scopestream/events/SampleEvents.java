package dev.scopestream.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One full event of each kind, and the smallest. */
final class SampleEvents {
    static final KvReport KV = KvReport.builder()
            .policy("h2o", "slide", KvSpec.Fidelity.SCOPE)
            .sizes(1024, 512, 256)
            .memory(1L << 33, 12345.5)
            .evictions(7, 8, 9)
            .recall(new KvReport.Recall(10, 1, 0.75, 2.5, 0.98))
            .lostMass(0.01, 0.0)
            .build();
    static final RequestTimings TIMINGS = new RequestTimings(0.5, 12, 3.25, 400);
    static final Expected EXPECTED =
            new Expected("gsm8k_30", 4, AnswerKind.NUMBER, List.of(new Answer(9, "so #### 18"), new Answer(10, "3")));
    static final PromptEvent FULL_PROMPT = PromptEvent.builder()
            .id("id-1")
            .messages(List.of(
                    new Message(Message.Role.SYSTEM, ""), new Message(Message.Role.USER, "naïve \uD83D\uDE00\n\u0000")))
            .maxTokens(100)
            .sampling(0.7, 0.95, Long.MIN_VALUE)
            .samples(4)
            .stop(List.of("\n\n", "END"))
            .model("tiny")
            .kv(KvSpec.builder()
                    .prefill("h2o")
                    .decode("slide")
                    .fidelity(KvSpec.Fidelity.REFERENCE)
                    .capacity(EntryBudget.percent(40))
                    .observation(8)
                    .window(EntryBudget.entries(512))
                    .recent(EntryBudget.parse("12.5%"))
                    .sinks(4)
                    .kernel(7)
                    .pooling(KvSpec.Pooling.AVGPOOL)
                    .delta(15)
                    .score(KvSpec.Score.DECAYED)
                    .reduce(KvSpec.Reduce.MAX)
                    .recall(new KvSpec.Recall(64, 2, 4))
                    .build())
            .ignoreEos(true)
            .deadlineMs(1_800_000_000_000L)
            .reference(EXPECTED)
            .template(Template.LLAMA3_SCOPE)
            .chatTemplateKwargs(templateArguments())
            .stopTokenIds(List.of(0, 128_009))
            .maxReasoningTokens(500)
            .build();
    static final PromptEvent SMALL_PROMPT = PromptEvent.builder().prompt("Hi").build();
    static final AccuracyEvent ACCURACY = new AccuracyEvent(
            "id-1",
            "gsm8k_30",
            4,
            "tiny",
            "h2o+slide",
            "score max, recall 64",
            "40%/512/256",
            0.5,
            1,
            List.of(
                    new QuestionVerdict(9, "18", null, false, "18", true),
                    new QuestionVerdict(10, "3", "3", true, "3", true)),
            0,
            1,
            2,
            KV,
            Usage.of(10, 20),
            TIMINGS,
            new AccuracyEvent.Majority(4, 0.5, 1));

    static final ResultEvent RESULT = ResultEvent.builder()
            .id("id-1")
            .model("tiny")
            .output("text", List.of(1, 2, 3), FinishReason.DEADLINE)
            .usage(Usage.of(10, 3))
            .kv(KV)
            .timings(TIMINGS)
            .attempt(2)
            .moved(1, 2)
            .worker("worker-1")
            .dataset("gsm8k_30")
            .build();
    static final ResultEvent REASONED_RESULT = RESULT.toBuilder()
            .output(new ResultEvent.Output("8", "3 + 5", List.of(1, 2, 3), FinishReason.STOP))
            .usage(Usage.of(10, 3, 2))
            .build();
    static final ResultEvent SMALL_RESULT = ResultEvent.builder()
            .id("i")
            .model("m")
            .output("", List.of(), FinishReason.STOP)
            .usage(Usage.of(1, 0))
            .kv(KV)
            .timings(TIMINGS)
            .worker("w")
            .build();

    static final ResultEvent SAMPLED_RESULT = REASONED_RESULT.toBuilder()
            .choices(List.of(
                    new ResultChoice(0, Long.MIN_VALUE, REASONED_RESULT.output(), 2, KV),
                    new ResultChoice(1, Long.MAX_VALUE, RESULT.output(), 0, KV)))
            .usage(Usage.of(10, 6, 2))
            .build();

    private static final ChunkKv KEPT = new ChunkKv(1, 2, 3, 0, 0, new KeptPositions(300, 4, List.of("0129", "")));

    private SampleEvents() {}

    /** One of each kind of JSON scalar. */
    private static Map<String, Object> templateArguments() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("enable_thinking", false);
        arguments.put("level", 2L);
        arguments.put("share", 0.5);
        arguments.put("language", "de");
        arguments.put("date", null);
        return arguments;
    }

    static Map<EventCodec<?>, List<Object>> all() {
        Map<EventCodec<?>, List<Object>> all = new LinkedHashMap<>();
        all.put(EventCodec.PROMPT, List.of(FULL_PROMPT, SMALL_PROMPT));
        all.put(
                EventCodec.CHUNK,
                List.of(
                        new ChunkEvent("id-1", 1, 0, "a\u2028b", 2, true),
                        new ChunkEvent("id-1", 1, 0, "8", "3 + 5", 2, true),
                        new ChunkEvent("id-1", 1, 0, "8", null, 2, false, new ChunkKv(1, 2, 3, 4, 5, null)),
                        new ChunkEvent("id-1", 1, 0, "8", null, 2, false, KEPT).ofChoice(127)));
        all.put(EventCodec.RESULT, List.of(RESULT, REASONED_RESULT, SMALL_RESULT, SAMPLED_RESULT));
        all.put(EventCodec.REFERENCE, List.of(EXPECTED.forRequest("id-1")));
        all.put(
                EventCodec.ACCURACY,
                List.of(
                        ACCURACY,
                        new AccuracyEvent(
                                "i", "d", 0, "m", "p", null, "", 0, 0, List.of(), 0, 0, 0, null, null, null, null)));
        all.put(
                EventCodec.SUMMARY,
                List.of(
                        new AccuracySummary("d", "m", "h2o+slide", "40%", 2, 50, 1.5, 97.5, 0.25, 33.3, 1e9, 30.1),
                        new AccuracySummary("d", "m", "p", "", 1, 50, null, 97.5, null, null, null, null)));
        all.put(EventCodec.CANCEL, List.of(new CancelEvent("id-1")));
        return all;
    }
}
