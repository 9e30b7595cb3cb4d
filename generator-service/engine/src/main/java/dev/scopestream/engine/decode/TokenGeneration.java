package dev.scopestream.engine.decode;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.TextPiece;
import dev.scopestream.engine.program.Choice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Gives requests their next tokens, and tells when a request ends.
 *
 * @param endOfText tokens that end a text
 */
record TokenGeneration(Set<Integer> endOfText) {

    /**
     * Picks the request's next token among the candidates in {@code row} of a choice, unless its reasoning is being closed. The
     * token is added to the request and to the events, unless it is an end-of-text or stop token that ends the request.
     *
     * @return why the request ends with this token; empty: it doesn't
     */
    Optional<FinishReason> next(RunningRequest request, Choice choice, int row, List<EngineEvent> events) {
        OptionalInt forced = request.text().forced();
        int token = forced.isPresent() ? forced.getAsInt() : request.picker().pick(choice, row, request.generated());
        boolean ignoreEos = request.request().stopping().ignoreEos();
        if ((!ignoreEos && endOfText.contains(token)) || request.text().endsBefore(token)) {
            return Optional.of(FinishReason.STOP);
        }
        request.clock().token(request.generated());
        TextPiece text = request.accept(token);
        events.add(new EngineEvent.Generated(request.request().id(), token, text));
        if (request.text().stopped()) {
            return Optional.of(FinishReason.STOP);
        }
        boolean full = request.generated() >= request.request().maxTokens();
        return full ? Optional.of(FinishReason.LENGTH) : Optional.empty();
    }
}
