package dev.scopestream.engine.text;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.Stopping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model's tokenizer and chat template; or neither: then requests bring token ids, and their completions have no text. */
public final class PromptEncoder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PromptEncoder.class);

    private final Optional<TextCodec> codec;
    private final Optional<ChatTemplate> template;
    private final Optional<ReasoningFormat> reasoning;
    private final boolean allowControlTokens;

    private PromptEncoder(Optional<TextCodec> codec, Optional<ChatTemplate> template, boolean allowControlTokens) {
        this.codec = codec;
        this.template = template;
        this.reasoning = codec.flatMap(c -> ReasoningFormat.of(c, template.flatMap(ChatTemplate::template)));
        this.allowControlTokens = allowControlTokens;
    }

    /**
     * The tokenizer and chat template of a checkpoint.
     *
     * @param options another template, and whether control tokens in messages are allowed
     * @throws dev.scopestream.engine.checkpoint.CheckpointException when the tokenizer is missing or damaged
     */
    public static PromptEncoder open(Path model, EngineOptions.Prompts options) {
        return new PromptEncoder(
                Optional.of(TextCodec.open(model)),
                Optional.of(ChatTemplate.open(model, options.chatTemplate())),
                options.allowControlTokens());
    }

    /** Without a tokenizer. */
    public static PromptEncoder none() {
        return new PromptEncoder(Optional.empty(), Optional.empty(), false);
    }

    /** See {@link dev.scopestream.engine.Engine#encode(String)}. */
    public IntArray encode(String prompt) {
        return codec().encodePrompt(prompt);
    }

    /** See {@link dev.scopestream.engine.Engine#encode(List, Map)}. */
    public IntArray encode(List<ChatMessage> messages, Map<String, ?> variables) {
        return codec().encode(template.orElseThrow().render(messages, variables, true), allowControlTokens);
    }

    /**
     * The text of one generation while it grows, ended by the first of its stop strings; empty without a tokenizer.
     *
     * @param prompt the request's tokens: they say whether the text begins within a reasoning
     */
    public Optional<StreamingText> stream(Stopping stopping, IntArray prompt) {
        List<String> stops = stopping.ignoreEos() ? List.of() : stopping.strings();
        return codec.map(c ->
                reasoning.map(r -> StreamingText.of(c, stops, r, prompt)).orElseGet(() -> StreamingText.of(c, stops)));
    }

    /** The tokens that close a reasoning, none if the tokenizer has none for it; empty: the model is no reasoning model. */
    public Optional<IntArray> reasoningEnd() {
        return reasoning.map(ReasoningFormat::closing);
    }

    /** Ids of those stop strings that are control tokens; see {@link TextCodec#controlTokens}. */
    public IntArray controlTokens(List<String> stops) {
        return codec.map(c -> c.controlTokens(stops)).orElse(IntArray.of());
    }

    /**
     * End tokens that the tokenizer's files give: tokenizer_config.json's eos_token, if it is an added token, and the control
     * tokens that end a text or a turn by their name; none without a tokenizer.
     */
    public IntArray endTokens() {
        IntStream named = codec.stream().flatMapToInt(c -> c.endTokens().stream());
        return IntArray.of(
                IntStream.concat(named, eosToken().stream()).distinct().toArray());
    }

    private OptionalInt eosToken() {
        Optional<String> text = template.flatMap(t -> t.specialToken("eos_token"));
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        OptionalInt id = codec().addedToken(text.get());
        if (id.isEmpty()) {
            LOG.warn("eos_token '{}' is no added token of the tokenizer: it ends no text", text.get());
        }
        return id;
    }

    private TextCodec codec() {
        return codec.orElseThrow(
                () -> new InvalidRequestException("prompt", "there is no tokenizer to encode it with"));
    }

    @Override
    public void close() {
        codec.ifPresent(TextCodec::close);
    }
}
