package dev.scopestream.events;

import java.util.List;
import java.util.Map;

/** Makes a {@link PromptEvent} step by step; what isn't said stays absent. */
public final class PromptBuilder {
    private String id;
    private String prompt;
    private List<Message> messages = List.of();
    private Integer maxTokens;
    private Double temperature;
    private Double topP;
    private Long seed;
    private List<String> stop = List.of();
    private String model;
    private KvSpec kv;
    private Boolean ignoreEos;
    private Long deadlineMs;
    private Expected reference;
    private Template template;
    private Map<String, Object> chatTemplateKwargs = Map.of();
    private List<Integer> stopTokenIds = List.of();
    private Integer maxReasoningTokens;

    PromptBuilder() {}

    PromptBuilder(PromptEvent event) {
        id = event.id();
        prompt = event.prompt();
        messages = event.messages();
        maxTokens = event.maxTokens();
        temperature = event.temperature();
        topP = event.topP();
        seed = event.seed();
        stop = event.stop();
        model = event.model();
        kv = event.kv();
        ignoreEos = event.ignoreEos();
        deadlineMs = event.deadlineMs();
        reference = event.reference();
        template = event.template();
        chatTemplateKwargs = event.chatTemplateKwargs();
        stopTokenIds = event.stopTokenIds();
        maxReasoningTokens = event.maxReasoningTokens();
    }

    public PromptBuilder id(String value) {
        id = value;
        return this;
    }

    /** A text; removes the messages. */
    public PromptBuilder prompt(String value) {
        prompt = value;
        messages = List.of();
        return this;
    }

    /** A conversation; removes the text. */
    public PromptBuilder messages(List<Message> value) {
        messages = value;
        prompt = null;
        return this;
    }

    public PromptBuilder maxTokens(Integer value) {
        maxTokens = value;
        return this;
    }

    public PromptBuilder sampling(Double newTemperature, Double newTopP, Long newSeed) {
        temperature = newTemperature;
        topP = newTopP;
        seed = newSeed;
        return this;
    }

    public PromptBuilder stop(List<String> value) {
        stop = value;
        return this;
    }

    public PromptBuilder model(String value) {
        model = value;
        return this;
    }

    public PromptBuilder kv(KvSpec value) {
        kv = value;
        return this;
    }

    public PromptBuilder ignoreEos(Boolean value) {
        ignoreEos = value;
        return this;
    }

    public PromptBuilder deadlineMs(Long value) {
        deadlineMs = value;
        return this;
    }

    public PromptBuilder reference(Expected value) {
        reference = value;
        return this;
    }

    public PromptBuilder template(Template value) {
        template = value;
        return this;
    }

    /** Additional variables of the chat template: String, Boolean, Long, Double or null. */
    public PromptBuilder chatTemplateKwargs(Map<String, Object> value) {
        chatTemplateKwargs = value;
        return this;
    }

    public PromptBuilder stopTokenIds(List<Integer> value) {
        stopTokenIds = value;
        return this;
    }

    public PromptBuilder maxReasoningTokens(Integer value) {
        maxReasoningTokens = value;
        return this;
    }

    /** The event; {@link EventCodec#encode} says whether it keeps to the contract. */
    public PromptEvent build() {
        return new PromptEvent(
                id,
                prompt,
                messages,
                maxTokens,
                temperature,
                topP,
                seed,
                stop,
                model,
                kv,
                ignoreEos,
                deadlineMs,
                reference,
                template,
                chatTemplateKwargs,
                stopTokenIds,
                maxReasoningTokens);
    }
}
