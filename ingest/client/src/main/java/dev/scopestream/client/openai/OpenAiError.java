package dev.scopestream.client.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.InvalidEventException;

/**
 * An error in OpenAI's form: {@code {"error": {"message", "type", "param", "code"}}}.
 *
 * @param status of HTTP (RFC 9110)
 * @param param path of the field that is wrong; null: none is
 * @param code a word for programs; null: none
 * @param retryAfter seconds after which the same request may be sent again; 0: not said
 */
public record OpenAiError(int status, String message, String type, String param, String code, int retryAfter) {
    private static final String WHOLE = "$";
    private static final String INVALID = "invalid_request_error";
    private static final String SERVER = "server_error";

    /** The request is wrong. */
    public static OpenAiError invalid(int status, String message, String param, String code) {
        return new OpenAiError(status, message, INVALID, param, code, 0);
    }

    /** The request is right, and can't be served. */
    public static OpenAiError server(int status, String message, String code, int retryAfter) {
        return new OpenAiError(status, message, SERVER, null, code, retryAfter);
    }

    /** There are too many requests. */
    public static OpenAiError tooMany(String message, int retryAfter) {
        return new OpenAiError(429, message, "rate_limit_error", null, "rate_limit_exceeded", retryAfter);
    }

    /** A body that breaks the contract. */
    public static OpenAiError of(InvalidEventException e) {
        return refused(e.field(), e.reason());
    }

    /** A prompt that became a dead letter: the sender's fault, unless its attempts ended with their process. */
    public static OpenAiError of(DeadLetter letter) {
        return letter.attempts() > 0 && letter.field().equals(WHOLE)
                ? server(500, letter.reason(), "gave_up", 0)
                : refused(letter.field(), letter.reason());
    }

    /** A text that is not whole: {@code reason} is cancelled or deadline. */
    public static OpenAiError of(FinishReason reason) {
        return reason == FinishReason.DEADLINE
                ? invalid(408, "deadline_ms passed before the text was complete", "deadline_ms", "deadline_exceeded")
                : invalid(409, "the request was cancelled", null, "cancelled");
    }

    private static OpenAiError refused(String field, String reason) {
        if (field.equals("model")) {
            return invalid(404, field + ": " + reason, field, "model_not_found");
        }
        boolean whole = field.isEmpty() || field.equals(WHOLE);
        return invalid(400, whole ? "the body " + reason : field + ": " + reason, whole ? null : field, null);
    }

    /** The body of the response. */
    public ObjectNode body() {
        ObjectNode body = OpenAiJson.object();
        ObjectNode error = body.putObject("error");
        error.put("message", message);
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        return body;
    }
}
