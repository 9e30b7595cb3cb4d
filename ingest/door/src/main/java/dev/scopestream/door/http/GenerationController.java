package dev.scopestream.door.http;

import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.door.config.DoorContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.concurrent.CompletableFuture;

/** The calls that generate text. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
@Requires(property = DoorContext.ENABLED)
final class GenerationController {
    private final Generation generation;

    GenerationController(Generation generation) {
        this.generation = generation;
    }

    @Post("/v1/chat/completions")
    CompletableFuture<MutableHttpResponse<?>> chat(HttpRequest<?> http, @Body byte[] body) {
        return generation.answer(Endpoint.CHAT, http, body);
    }

    @Post("/v1/completions")
    CompletableFuture<MutableHttpResponse<?>> completions(HttpRequest<?> http, @Body byte[] body) {
        return generation.answer(Endpoint.COMPLETIONS, http, body);
    }
}
