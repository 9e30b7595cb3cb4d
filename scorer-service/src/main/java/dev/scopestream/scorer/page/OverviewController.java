package dev.scopestream.scorer.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.watch.GroupWatch;
import dev.scopestream.scorer.watch.Rates;
import dev.scopestream.scorer.watch.Watch;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.reactivestreams.Publisher;

/** Numbers of all that runs: now, and over the last quarter of an hour. */
@Controller("/api/overview")
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(property = ScorerApplication.ENABLED)
final class OverviewController {
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** Slices that an event repeats: what comes late still changes them. */
    private static final int LATE = 3;

    private final Watch watch;
    private final PageOptions options;
    private final Streams streams;

    OverviewController(Watch watch, PageOptions options, Streams streams) {
        this.watch = watch;
        this.options = options;
        this.streams = streams;
    }

    /** {@code {points: [...], counts, group, ...}}: see {@link Rates.Point}. */
    @Get
    @Produces(MediaType.APPLICATION_JSON)
    String all() {
        return state(watch.rates().points());
    }

    /** The same with the latest points only, each second. */
    @Get("/events")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    Publisher<Event<String>> events() {
        return streams.every(EVERY, () -> {
            List<Rates.Point> points = watch.rates().points();
            return Optional.of(state(points.subList(points.size() - LATE, points.size())));
        });
    }

    private String state(List<Rates.Point> points) {
        GroupWatch.State group = watch.group();
        ObjectNode answer = PageJson.object();
        answer.put("now", System.currentTimeMillis());
        answer.put("slice_ms", Rates.SLICE_MS);
        answer.set("points", PageJson.tree(points));
        answer.set("counts", PageJson.tree(watch.book().counts()));
        answer.set("group", PageJson.tree(group));
        answer.put("enabled", watch.isEnabled());
        answer.put("caught_up", watch.isCaughtUp());
        watch.trouble().ifPresent(text -> answer.put("trouble", text));
        answer.put("prompts", options.prompts());
        answer.put("token", !options.token().isEmpty());
        return answer.toString();
    }
}
