package dev.scopestream.scorer.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.watch.NewsCursor;
import dev.scopestream.scorer.watch.RequestState;
import dev.scopestream.scorer.watch.RequestView;
import dev.scopestream.scorer.watch.Watch;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.reactivestreams.Publisher;

/** Requests: a list, one of them with its texts, its news as they come, and its records as they lie in the topics. */
@Controller("/api/requests")
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(property = ScorerApplication.ENABLED)
final class RequestsController {
    private static final int MOST_LISTED = 100;
    private static final Duration EVERY = Duration.ofMillis(200);

    private final Watch watch;
    private final RequestDetails details;
    private final Streams streams;

    RequestsController(Watch watch, RequestDetails details, Streams streams) {
        this.watch = watch;
        this.details = details;
        this.streams = streams;
    }

    /**
     * The latest: {@code {requests: [...], counts}}.
     *
     * @param state waiting, running, finished, refused
     * @param text part of an id
     */
    @Get
    HttpResponse<String> list(@Nullable @QueryValue String state, @Nullable @QueryValue String text) {
        RequestState wanted = null;
        if (state != null && !state.isEmpty()) {
            try {
                wanted = RequestState.valueOf(state.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                return PageJson.reply(
                        HttpResponse.badRequest(), PageJson.error("state", "there is no state '" + state + "'"));
            }
        }
        ObjectNode answer = PageJson.object();
        ArrayNode requests = answer.putArray("requests");
        for (RequestView view : watch.book().find(text == null ? "" : text, wanted, MOST_LISTED)) {
            requests.add(PageJson.tree(view));
        }
        answer.set("counts", PageJson.tree(watch.book().counts()));
        return PageJson.reply(HttpResponse.ok(), answer.toString());
    }

    /** One request, with prompt, text and verdicts as far as they may be shown and are still in the topics. */
    @Get("/one")
    HttpResponse<String> one(@QueryValue String id) {
        return watch.book()
                .view(id)
                .map(view -> PageJson.reply(HttpResponse.ok(), details.of(view).toString()))
                .orElseGet(RequestsController::unknown);
    }

    /** What is new of a request, from its beginning: see {@link dev.scopestream.scorer.watch.RequestNews}. */
    @Get("/events")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    Publisher<Event<String>> events(@QueryValue String id) {
        NewsCursor cursor = new NewsCursor();
        return streams.every(EVERY, () -> watch.book().news(id, cursor).map(PageJson::text));
    }

    /**
     * A record of a request: {@code {topic, partition, offset, time, key, headers, value, cut}}.
     *
     * @param what prompt, ending, accuracy
     */
    @Get("/record")
    HttpResponse<String> record(@QueryValue String id, @QueryValue String what) {
        Optional<RequestView> view = watch.book().view(id);
        if (view.isEmpty()) {
            return unknown();
        }
        try {
            return details.record(view.get(), what)
                    .map(record -> PageJson.reply(HttpResponse.ok(), record.toString()))
                    .orElseGet(() -> PageJson.reply(
                            HttpResponse.notFound(),
                            PageJson.error("what", "there is no such record, or it isn't in its topic any more")));
        } catch (HiddenException e) {
            return PageJson.reply(HttpResponse.status(HttpStatus.FORBIDDEN), PageJson.error("what", e.getMessage()));
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
                HttpResponse.notFound(), PageJson.error("id", "isn't among the requests that are remembered here"));
    }
}
