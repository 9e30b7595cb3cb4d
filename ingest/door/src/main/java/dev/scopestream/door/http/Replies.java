package dev.scopestream.door.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.OpenAiJson;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;

/** Responses of the door. */
final class Replies {
    /** OpenAI's header with the request's id. */
    static final String REQUEST_ID = "x-request-id";

    private Replies() {}

    static MutableHttpResponse<byte[]> json(JsonNode body) {
        return HttpResponse.ok(OpenAiJson.bytes(body)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    static MutableHttpResponse<byte[]> error(OpenAiError error) {
        MutableHttpResponse<byte[]> response = HttpResponse.<byte[]>status(error.status(), "Error")
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(OpenAiJson.bytes(error.body()));
        if (error.retryAfter() > 0) {
            response.header("Retry-After", Integer.toString(error.retryAfter()));
        }
        if (error.status() == 401) {
            response.header("WWW-Authenticate", "Bearer");
        }
        return response;
    }
}
