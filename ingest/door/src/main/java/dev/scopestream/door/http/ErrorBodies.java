package dev.scopestream.door.http;

import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.OpenAiJson;
import dev.scopestream.door.config.DoorContext;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/** What the HTTP server itself refuses, in OpenAI's form: unknown paths, bodies that are too large, wrong media types. */
@Singleton
@Primary
@Requires(property = DoorContext.ENABLED)
final class ErrorBodies implements ErrorResponseProcessor<byte[]> {
    private static final int SERVER_ERROR = 500;

    /** How Micronaut says so. */
    private static final String NO_BODY = "Required Body";

    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        int status = response.code();
        OpenAiError error =
                switch (status) {
                    case 404 ->
                        OpenAiError.invalid(status, "there is nothing at " + path(context), null, "unknown_url");
                    case 405 ->
                        OpenAiError.invalid(
                                status,
                                context.getRequest().getMethodName() + " is not for " + path(context),
                                null,
                                "method_not_allowed");
                    case 413 ->
                        OpenAiError.invalid(
                                status,
                                isFiles(context)
                                        ? "the file is larger than one may be (scope.door.files.file-bytes)"
                                        : "too large: the body may have 1 MiB, the address and the headers 8 KiB",
                                null,
                                isFiles(context) ? "file_too_large" : "body_too_large");
                    case 415 ->
                        OpenAiError.invalid(
                                status,
                                "the body must be " + (isFiles(context) ? "multipart/form-data" : "application/json"),
                                null,
                                "unsupported_media_type");
                    default ->
                        status < SERVER_ERROR
                                ? OpenAiError.invalid(status, message(context), null, null)
                                : OpenAiError.server(status, "the door failed; its log says how", null, 0);
                };
        MutableHttpResponse<byte[]> answer =
                response.contentType(MediaType.APPLICATION_JSON_TYPE).body(OpenAiJson.bytes(error.body()));
        answer.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        return answer;
    }

    private static boolean isFiles(ErrorContext context) {
        return context.getRequest().getPath().equals("/v1/files");
    }

    private static String path(ErrorContext context) {
        String path = context.getRequest().getPath();
        return path.length() <= 100 ? path : path.substring(0, 100) + "...";
    }

    private static String message(ErrorContext context) {
        String message = context.getErrors().isEmpty()
                ? "the request is not understood"
                : context.getErrors().get(0).getMessage();
        return message.startsWith(NO_BODY) ? "the body is missing" : message;
    }
}
