package dev.scopestream.door.http;

import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.config.DoorContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.netty.handler.codec.compression.DecompressionException;
import jakarta.inject.Singleton;

/** A body that isn't packed as its headers say. */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class PackedBodyHandler implements ExceptionHandler<DecompressionException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes") // Micronaut's interface has it so
    public HttpResponse<?> handle(HttpRequest request, DecompressionException exception) {
        return Replies.error(OpenAiError.invalid(
                400, "the body can't be unpacked as its headers say: " + exception.getMessage(), null, null));
    }
}
