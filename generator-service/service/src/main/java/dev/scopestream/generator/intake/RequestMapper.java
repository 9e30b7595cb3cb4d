package dev.scopestream.generator.intake;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.Stopping;
import dev.scopestream.events.Message;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Template;
import dev.scopestream.generator.config.KvMapper;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Makes the engine's request from a prompt event. */
public final class RequestMapper {
    private final Engine engine;
    private final KvOptions kvDefaults;
    private final int maxTokensDefault;

    /** @param maxTokensDefault for prompts without {@code max_tokens}; the model's context is the limit in any case */
    public RequestMapper(Engine engine, KvOptions kvDefaults, int maxTokensDefault) {
        this.engine = engine;
        this.kvDefaults = kvDefaults;
        this.maxTokensDefault = maxTokensDefault;
    }

    /**
     * The request, under the engine's own {@code key} for it.
     *
     * @throws InvalidRequestException naming the field that can't be served
     */
    public GenerationRequest map(String key, PromptEvent event) {
        ModelInfo model = engine.model();
        if (event.stopping().maxTokens() != null && event.stopping().maxTokens() > model.contextLength()) {
            throw new InvalidRequestException(
                    "max_tokens",
                    "must be at most " + model.contextLength() + ", the model's context, is "
                            + event.stopping().maxTokens());
        }
        KvOptions kv = KvMapper.apply(kvDefaults, event.kv());
        IntArray prompt = encode(event);
        String field = event.input().messages().isEmpty() ? "prompt" : "messages";
        if (prompt.isEmpty()) {
            throw new InvalidRequestException(field, "has no tokens");
        }
        if (prompt.size() >= model.contextLength()) {
            throw new InvalidRequestException(
                    field,
                    "has " + prompt.size() + " tokens; the model's context is " + model.contextLength()
                            + ", and at least one must be left for the answer");
        }
        int space = model.contextLength() - prompt.size();
        int maxTokens = event.stopping().maxTokens() == null
                ? Math.min(space, maxTokensDefault)
                : event.stopping().maxTokens();
        return new GenerationRequest(key, prompt, maxTokens, sampling(event), stopping(event.stopping()), kv);
    }

    /** What ends a prompt's generation. */
    static Stopping stopping(PromptEvent.Stopping asked) {
        int[] tokens = asked.stopTokenIds().stream().mapToInt(Integer::intValue).toArray();
        return new Stopping(
                asked.stop(),
                IntArray.of(tokens),
                asked.maxReasoningTokens() == null ? OptionalInt.empty() : OptionalInt.of(asked.maxReasoningTokens()),
                asked.ignoreEos() != null && asked.ignoreEos());
    }

    /** A message's role as chat templates know it. */
    static String role(Message.Role role) {
        return role == Message.Role.DEVELOPER ? "system" : role.name().toLowerCase(Locale.ROOT);
    }

    private static Sampling sampling(PromptEvent event) {
        double temperature =
                event.sampling().temperature() == null ? 0 : event.sampling().temperature();
        double topP = event.sampling().topP() == null ? 1 : event.sampling().topP();
        long seed = event.sampling().seed() == null
                ? event.id().hashCode()
                : event.sampling().seed();
        return new Sampling(temperature, topP, seed);
    }

    private IntArray encode(PromptEvent event) {
        Template template = event.input().effectiveTemplate();
        if (template != Template.CHAT && !event.input().chatTemplateKwargs().isEmpty()) {
            throw new InvalidRequestException("chat_template_kwargs", "needs messages, or the template 'chat'");
        }
        return switch (template) {
            case CHAT ->
                engine.encode(
                        event.input().messages().isEmpty()
                                ? List.of(new ChatMessage("user", event.input().prompt()))
                                : event.input().messages().stream()
                                        .map(m -> new ChatMessage(role(m.role()), m.content()))
                                        .toList(),
                        event.input().chatTemplateKwargs());
            case NONE -> {
                if (event.input().prompt() == null) {
                    throw new InvalidRequestException("template", "'none' needs a prompt, not messages");
                }
                yield engine.encode(event.input().prompt());
            }
            case LLAMA3_SCOPE -> engine.encode(scopeForm(event.input().messages()));
        };
    }

    /** The form in which SCOPE's reference runs LongGenBench on Llama 3. */
    static String scopeForm(List<Message> messages) {
        if (messages.size() != 2
                || messages.get(0).role() != Message.Role.SYSTEM
                || messages.get(1).role() != Message.Role.USER) {
            throw new InvalidRequestException(
                    "template", "'llama3-scope' needs messages: one of the system, then one of the user");
        }
        return "<<SYS>>\n " + messages.get(0).content() + " \n<</SYS>>\n\n"
                + messages.get(1).content();
    }
}
