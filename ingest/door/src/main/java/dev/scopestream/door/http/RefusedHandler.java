package dev.scopestream.door.http;

import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.request.RefusedException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** What a call refuses, in OpenAI's form. */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class RefusedHandler implements ExceptionHandler<RefusedException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes") // Micronaut's interface has it so
    public HttpResponse<?> handle(HttpRequest request, RefusedException exception) {
        return Replies.error(exception.error());
    }
}
