package dev.scopestream.scorer.page;

import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.http.sse.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Server-sent events of something that is looked at again and again; of all visitors a bounded number at a time. */
@Singleton
@Requires(property = ScorerApplication.ENABLED)
final class Streams {
    private static final int MOST = 256;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final AtomicInteger open = new AtomicInteger();

    /**
     * A stream that looks so often. A slow reader gets fewer events.
     *
     * @param next what is new, if anything, for this one reader
     */
    Publisher<Event<String>> every(Duration pause, Supplier<Optional<String>> next) {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            throw new HttpStatusException(HttpStatus.SERVICE_UNAVAILABLE, "more than " + MOST + " open streams");
        }
        long quiet = KEEP_ALIVE.toMillis() / pause.toMillis();
        return Flux.interval(Duration.ZERO, pause)
                .onBackpressureDrop()
                .<Event<String>>concatMap(
                        tick -> {
                            Optional<String> news = next.get();
                            boolean due = news.isPresent() || tick % quiet == quiet - 1;
                            return due ? Flux.just(Event.of(news.orElse("{}"))) : Flux.empty();
                        },
                        1)
                .doFinally(end -> open.decrementAndGet());
    }
}
