package dev.scopestream.engine.decode;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.Stopping;
import dev.scopestream.engine.TextPiece;
import dev.scopestream.engine.text.PromptEncoder;
import dev.scopestream.engine.text.StreamingText;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The text of a running request, its stops, and the end of its reasoning. Which tokens are forced is a function of the tokens
 * before: a request that is resumed has the same ones.
 */
final class RequestText {
    private final Optional<StreamingText> stream;
    private final Set<Integer> stopTokens;
    private final int maxReasoning;
    private final IntArray closing;
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder answer = new StringBuilder();
    private int tokens;
    private int reasoningTokens;
    private boolean answering;
    /** Index in {@code closing} of the next token; -1: the reasoning isn't being closed. */
    private int forced = -1;

    private RequestText(
            Optional<StreamingText> stream, Set<Integer> stopTokens, OptionalInt maxReasoning, IntArray closing) {
        this.stream = stream;
        this.stopTokens = stopTokens;
        this.maxReasoning = maxReasoning.orElse(Integer.MAX_VALUE);
        this.closing = closing;
        closeAtLimit();
    }

    /**
     * The text of a request that has no token yet.
     *
     * @param vocabulary number of the model's tokens
     * @throws InvalidRequestException for stop tokens beyond the vocabulary, stop strings that contain a control token besides
     *     other text, and a limit of the reasoning where its closing marker can't be written
     */
    static RequestText of(PromptEncoder encoder, GenerationRequest request, int vocabulary) {
        Stopping stopping = request.stopping();
        requireKnown(stopping.tokens(), vocabulary);
        IntArray named = encoder.controlTokens(stopping.strings());
        Set<Integer> stops = stopping.ignoreEos()
                ? Set.of()
                : IntStream.concat(named.stream(), stopping.tokens().stream())
                        .boxed()
                        .collect(Collectors.toUnmodifiableSet());
        Optional<StreamingText> stream = encoder.stream(stopping, request.prompt());
        Optional<IntArray> closing = encoder.reasoningEnd();
        boolean writable =
                closing.stream().allMatch(c -> !c.isEmpty() && c.stream().allMatch(token -> token < vocabulary));
        if (stopping.maxReasoningTokens().isPresent() && !writable) {
            throw new InvalidRequestException(
                    "max_reasoning_tokens",
                    "can't be kept to: the model's vocabulary has no tokens for the end of a reasoning");
        }
        return new RequestText(stream, stops, stopping.maxReasoningTokens(), closing.orElse(IntArray.of()));
    }

    private static void requireKnown(IntArray tokens, int vocabulary) {
        tokens.stream().filter(t -> t < 0 || t >= vocabulary).findFirst().ifPresent(token -> {
            throw new InvalidRequestException(
                    "stop_token_ids",
                    "must be from 0 to " + (vocabulary - 1) + ", the model's vocabulary, but one is " + token);
        });
    }

    /** Whether this token ends the request, before it is part of it. */
    boolean endsBefore(int token) {
        return stopTokens.contains(token);
    }

    /** The next token, where the reasoning is being closed; empty: the model chooses it. */
    OptionalInt forced() {
        return forced >= 0 && forced < closing.size() ? OptionalInt.of(closing.get(forced)) : OptionalInt.empty();
    }

    /** Adds a token and returns the text that became certain. */
    TextPiece accept(int token) {
        tokens++;
        if (forced >= 0) {
            forced++;
        }
        TextPiece certain = add(stream.map(s -> s.accept(token)).orElse(TextPiece.EMPTY));
        if (!answering && stream.isPresent() && stream.get().reasoned()) {
            reasoningTokens = tokens;
            answering = !stream.get().reasoning();
        }
        closeAtLimit();
        return certain;
    }

    private void closeAtLimit() {
        boolean within = stream.filter(StreamingText::reasoning).isPresent();
        if (within && forced < 0 && reasoningTokens >= maxReasoning) {
            forced = 0;
        }
    }

    private TextPiece add(TextPiece piece) {
        reasoning.append(piece.reasoning());
        answer.append(piece.answer());
        return piece;
    }

    /** Whether one of its stop strings was met. */
    boolean stopped() {
        return stream.filter(StreamingText::stopped).isPresent();
    }

    /** Ends the text: returns the rest of it, which was held back. */
    TextPiece tail() {
        return add(stream.map(StreamingText::finish).orElse(TextPiece.EMPTY));
    }

    String answer() {
        return answer.toString();
    }

    Completion.Reasoning reasoning() {
        return new Completion.Reasoning(reasoning.toString(), reasoningTokens);
    }
}
