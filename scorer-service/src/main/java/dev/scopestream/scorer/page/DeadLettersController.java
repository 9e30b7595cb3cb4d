package dev.scopestream.scorer.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.watch.RequestBook;
import dev.scopestream.scorer.watch.Watch;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** Prompts that couldn't be served: why, as they lie, and again. */
@Controller("/api/dead-letters")
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(property = ScorerApplication.ENABLED)
final class DeadLettersController {
    private static final int MOST_LISTED = 200;

    private final Watch watch;
    private final RequestDetails details;
    private final PagePrompts prompts;

    DeadLettersController(Watch watch, RequestDetails details, PagePrompts prompts) {
        this.watch = watch;
        this.details = details;
        this.prompts = prompts;
    }

    /** Where a dead letter lies in its topic. */
    @Introspected
    record Address(int partition, long offset) {}

    /** The latest first: {@code {letters: [{id, place, letter, state}], known}}. */
    @Get
    HttpResponse<String> list() {
        List<RequestBook.Letter> letters = watch.book().letters();
        ObjectNode answer = PageJson.object();
        ArrayNode listed = answer.putArray("letters");
        letters.stream().limit(MOST_LISTED).forEach(letter -> {
            ObjectNode one = (ObjectNode) PageJson.tree(letter);
            if (letter.id() != null) {
                watch.book().state(letter.id()).ifPresent(state -> one.put("state", state.name()));
            }
            listed.add(one);
        });
        answer.put("known", letters.size());
        return PageJson.reply(HttpResponse.ok(), answer.toString());
    }

    @Get("/record")
    HttpResponse<String> record(@QueryValue int partition, @QueryValue long offset) {
        Optional<RequestBook.Letter> letter = watch.book().letter(partition, offset);
        try {
            return letter.isEmpty()
                    ? unknown()
                    : details.record(letter.get().place())
                            .map(record -> PageJson.reply(HttpResponse.ok(), record.toString()))
                            .orElseGet(DeadLettersController::unknown);
        } catch (HiddenException e) {
            return PageJson.reply(HttpResponse.status(HttpStatus.FORBIDDEN), PageJson.error(null, e.getMessage()));
        }
    }

    /** Sends one again, as it was. */
    @Post("/replay")
    HttpResponse<String> replay(@Body Address address) throws InterruptedException {
        Optional<RequestBook.Letter> letter = watch.book().letter(address.partition(), address.offset());
        if (letter.isEmpty()) {
            return unknown();
        }
        Optional<ConsumerRecord<byte[], byte[]>> record =
                watch.reader().read(letter.get().place());
        if (record.isEmpty() || record.get().value() == null) {
            return unknown();
        }
        try {
            prompts.again(record.get().key(), record.get().value());
            return PageJson.reply(HttpResponse.ok(), "{}");
        } catch (ExecutionException e) {
            return PageJson.reply(
                    HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE),
                    PageJson.error(null, "not stored: " + e.getCause().getMessage()));
        }
    }

    @Error
    HttpResponse<String> noAnswer(KafkaException e) {
        return PageJson.reply(
                HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE),
                PageJson.error(null, "the cluster can't say: " + e.getMessage()));
    }

    private static HttpResponse<String> unknown() {
        return PageJson.reply(
                HttpResponse.notFound(), PageJson.error(null, "there is no such dead letter, or not any more"));
    }
}
