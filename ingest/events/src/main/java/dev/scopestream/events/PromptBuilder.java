package dev.scopestream.events;

import java.util.List;
import java.util.Map;

/** Makes a {@link PromptEvent} step by step; what isn't set is absent. */
public final class PromptBuilder {
    private String id;
    private String prompt;
    private List<Message> messages = List.of();
    private Integer maxTokens;
    private PromptEvent.Sampling sampling = new PromptEvent.Sampling(null, null, null);
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
        prompt = event.input().prompt();
        messages = event.input().messages();
        template = event.input().template();
        chatTemplateKwargs = event.input().chatTemplateKwargs();
        sampling = event.sampling();
        maxTokens = event.stopping().maxTokens();
        maxReasoningTokens = event.stopping().maxReasoningTokens();
        stop = event.stopping().stop();
        stopTokenIds = event.stopping().stopTokenIds();
        ignoreEos = event.stopping().ignoreEos();
        model = event.model();
        kv = event.kv();
        deadlineMs = event.deadlineMs();
        reference = event.reference();
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

    public PromptBuilder sampling(Double temperature, Double topP, Long seed) {
        sampling = new PromptEvent.Sampling(temperature, topP, seed, sampling.n());
        return this;
    }

    /** How many samples are generated; null: one. */
    public PromptBuilder samples(Integer value) {
        sampling = new PromptEvent.Sampling(sampling.temperature(), sampling.topP(), sampling.seed(), value);
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
                new PromptEvent.Input(prompt, messages, template, chatTemplateKwargs),
                sampling,
                new PromptEvent.Stopping(maxTokens, maxReasoningTokens, stop, stopTokenIds, ignoreEos),
                model,
                kv,
                deadlineMs,
                reference);
    }
}
