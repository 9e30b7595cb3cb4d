package dev.scopestream.door.http;

import dev.scopestream.door.batch.Batches;
import dev.scopestream.door.config.DoorContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** OpenAI's Batches. */
@Controller("/v1/batches")
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(property = DoorContext.ENABLED)
final class BatchesController {
    private static final int LISTED = 20;
    private static final int MOST_LISTED = 100;

    private final Batches batches;

    BatchesController(Batches batches) {
        this.batches = batches;
    }

    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<byte[]> create(HttpRequest<?> http, @Body byte[] body) {
        return Replies.json(
                batches.create(Gate.tenant(http), body, http.getHeaders().get("Idempotency-Key"))
                        .body());
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> http) {
        return Replies.json(Listing.of(http, LISTED, MOST_LISTED)
                .page(batches.list(Gate.tenant(http)).stream()
                        .map(batch -> new Listing.Item(batch.id(), batch.createdAt(), batch.body()))
                        .toList()));
    }

    @Get("/{id}")
    HttpResponse<byte[]> one(HttpRequest<?> http, @PathVariable String id) {
        return Replies.json(batches.find(Gate.tenant(http), id).body());
    }

    @Post("/{id}/cancel")
    @Consumes(MediaType.ALL)
    HttpResponse<byte[]> cancel(HttpRequest<?> http, @PathVariable String id) {
        return Replies.json(batches.cancel(Gate.tenant(http), id).body());
    }
}
