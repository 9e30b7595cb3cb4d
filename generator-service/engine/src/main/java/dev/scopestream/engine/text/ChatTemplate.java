package dev.scopestream.engine.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.InvalidRequestException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A conversation as the prompt that a checkpoint was trained on, by its Jinja template (transformers' conventions:
 * trim_blocks, lstrip_blocks, {@code raise_exception}, {@code strftime_now}). A template is a foreign program: it runs
 * without access to files, classes or other templates, and with limits on output, depth, loops and steps. Thread-safe.
 */
public final class ChatTemplate {
    private static final String FIELD = "messages";

    private final TemplateSource source;
    private final String template;
    private final Jinjava jinja;

    private ChatTemplate(TemplateSource source) {
        this.source = source;
        this.template = TemplateSyntax.translate(source.template().orElse(""));
        this.jinja = jinja(template);
    }

    /** The own template of a checkpoint directory or GGUF file; a checkpoint without one gives a ChatTemplate that refuses every conversation. */
    public static ChatTemplate open(Path model) {
        return open(model, Optional.empty());
    }

    /**
     * @param override a file with the template to use in place of the checkpoint's
     * @throws dev.scopestream.engine.checkpoint.CheckpointException when a file is damaged, or the override is missing
     */
    public static ChatTemplate open(Path model, Optional<Path> override) {
        return new ChatTemplate(TemplateSource.read(model, override));
    }

    /** Whether there is a template at all. */
    public boolean available() {
        return source.template().isPresent();
    }

    /**
     * The prompt's text; its special tokens are written out, so none must be added when it's encoded.
     *
     * @param addGenerationPrompt whether to end it with the beginning of the assistant's answer
     * @throws InvalidRequestException when there is no template, it can't be run, or it refuses the messages
     */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        if (!available()) {
            throw new InvalidRequestException(
                    FIELD, "the model has no chat template; send a plain prompt, or start it with a template file");
        }
        Map<String, Object> bindings = new HashMap<>(source.specialTokens());
        bindings.put(
                "messages",
                messages.stream()
                        .map(m -> Map.of("role", m.role(), "content", m.content()))
                        .toList());
        bindings.put("add_generation_prompt", addGenerationPrompt);
        // for "strftime_now is defined": a function's name alone is no variable to the library
        bindings.put("strftime_now", true);
        bindings.put("raise_exception", true);
        RenderResult result = render(bindings);
        for (TemplateError error : result.getErrors()) {
            throw new InvalidRequestException(FIELD, describe(error));
        }
        return result.getOutput();
    }

    private RenderResult render(Map<String, Object> bindings) {
        TemplateSyntax.problem(template).ifPresent(problem -> {
            throw new InvalidRequestException(FIELD, unusable("", problem + " isn't supported"));
        });
        try {
            return jinja.renderForResult(template, bindings, TemplateLimits.config());
        } catch (StackOverflowError e) {
            throw new InvalidRequestException(FIELD, unusable("", "it's nested too deeply"));
        } catch (RuntimeException e) {
            throw new InvalidRequestException(FIELD, unusable("", e.toString()));
        }
    }

    private static Jinjava jinja(String template) {
        Jinjava jinja = new Jinjava(TemplateLimits.config());
        jinja.registerFunction(new ELFunctionDefinition(
                "", "raise_exception", TemplateFunctions.class, "raiseException", String.class));
        jinja.registerFunction(
                new ELFunctionDefinition("", "strftime_now", TemplateFunctions.class, "strftimeNow", String.class));
        TemplateFilters.register(jinja.getGlobalContext(), template);
        return jinja;
    }

    private String describe(TemplateError error) {
        String line = error.getLineno() > 0 ? ", line " + error.getLineno() : "";
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TemplateFunctions.Refusal refusal) {
                return "the model's chat template refuses them: " + refusal.getMessage();
            }
            if (cause instanceof TemplateFunctions.Unsupported unsupported) {
                return unusable(line, unsupported.getMessage() + " isn't supported");
            }
        }
        return unusable(line, error.getMessage());
    }

    private String unusable(String line, String reason) {
        String brief = reason.length() > 300 ? reason.substring(0, 300) + "..." : reason;
        return "the model's chat template (" + source.where() + line + ") can't be run: " + brief
                + "; start the model with another template file";
    }
}
