package dev.scopestream.engine.text;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.template.JinjaTemplate;
import dev.scopestream.engine.template.RenderedText;
import dev.scopestream.engine.template.TemplateException;
import dev.scopestream.engine.template.Variables;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A conversation as the prompt that a checkpoint was trained on, by its Jinja template, as transformers'
 * {@code apply_chat_template} renders it. A template is a foreign program: it reaches nothing but its variables, and has
 * limits on steps, output and depth. Thread-safe.
 */
public final class ChatTemplate {
    private static final String MESSAGES = "messages";
    private static final String VARIABLES = "chat_template_kwargs";
    /** Variables that the engine sets itself, and parameters of apply_chat_template that are no variables. */
    private static final Set<String> RESERVED = Set.of(
            MESSAGES, "add_generation_prompt", "continue_final_message", "chat_template", "tokenize", "return_dict");

    private final TemplateSource source;
    private final Optional<JinjaTemplate> template;
    private final Optional<TemplateException> problem;
    private final Clock clock;

    private ChatTemplate(TemplateSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
        JinjaTemplate parsed = null;
        TemplateException failure = null;
        try {
            parsed = source.template().isPresent()
                    ? JinjaTemplate.parse(source.template().get())
                    : null;
        } catch (TemplateException e) {
            failure = e;
        }
        this.template = Optional.ofNullable(parsed);
        this.problem = Optional.ofNullable(failure);
    }

    /** The own template of a checkpoint directory or GGUF file; a checkpoint without one gives a ChatTemplate that refuses every conversation. */
    public static ChatTemplate open(Path model) {
        return open(model, Optional.empty());
    }

    /**
     * @param override a file with the template to use instead of the checkpoint's
     * @throws dev.scopestream.engine.checkpoint.CheckpointException when a file is damaged, or the override is missing
     */
    public static ChatTemplate open(Path model, Optional<Path> override) {
        return new ChatTemplate(TemplateSource.read(model, override), Clock.system(ZoneId.systemDefault()));
    }

    /** Whether there is a template at all. */
    public boolean available() {
        return source.template().isPresent();
    }

    /** The template's source. */
    Optional<String> template() {
        return source.template();
    }

    /** A special token that the checkpoint's files name, such as eos_token. */
    Optional<String> specialToken(String name) {
        return Optional.ofNullable(source.specialTokens().get(name));
    }

    /**
     * The prompt's text; its special tokens are written out, so none must be added when it's encoded.
     *
     * @param variables further ones for the template, such as enable_thinking; values of JSON
     * @param addGenerationPrompt whether to end it with the beginning of the assistant's answer
     * @throws InvalidRequestException when there is no template, it can't be run, or it refuses the messages
     */
    public RenderedText render(List<ChatMessage> messages, Map<String, ?> variables, boolean addGenerationPrompt) {
        if (!available()) {
            String lack = source.named().isEmpty()
                    ? "the model has no chat template"
                    : "the model has chat templates named " + source.named() + ", and none named 'default'";
            throw new InvalidRequestException(
                    MESSAGES, lack + "; send a plain prompt, or start the model with a template file");
        }
        variables.keySet().stream().filter(RESERVED::contains).findFirst().ifPresent(name -> {
            throw new InvalidRequestException(VARIABLES, "'" + name + "' can't be given");
        });
        try {
            problem.ifPresent(p -> {
                throw p;
            });
            Variables given = new Variables().own("tools", null).own("documents", null);
            source.specialTokens().forEach(given::own);
            variables.forEach(given::input);
            given.messages(messages.stream().map(this::fields).toList());
            given.own("add_generation_prompt", addGenerationPrompt);
            return template.orElseThrow().render(given, clock);
        } catch (TemplateException e) {
            throw new InvalidRequestException(MESSAGES, describe(e));
        }
    }

    /** A developer's message is a system message to a template that knows no developer. */
    private Map<String, String> fields(ChatMessage message) {
        boolean unknown = message.role().equals("developer")
                && !source.template().orElse("").contains("developer");
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("role", unknown ? "system" : message.role());
        fields.put("content", message.content());
        return fields;
    }

    private String describe(TemplateException e) {
        if (e.kind() == TemplateException.Kind.RAISED) {
            return "the model's chat template refuses them: " + e.getMessage();
        }
        String line = e.line() > 0 ? ", line " + e.line() : "";
        String reason = e.getMessage();
        String brief = reason.length() > 300 ? reason.substring(0, 300) + "..." : reason;
        return "the model's chat template (" + source.where() + line + ") can't be run: " + brief
                + "; start the model with another template file";
    }
}
