package dev.scopestream.door.http;

import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import dev.scopestream.door.kafka.Backpressure;
import dev.scopestream.door.kafka.Feeds;
import dev.scopestream.door.kafka.PromptSender;
import dev.scopestream.door.kafka.ServedModels;
import dev.scopestream.door.kafka.StoredResults;
import dev.scopestream.door.request.OpenLimits;
import dev.scopestream.door.request.OpenRequest;
import dev.scopestream.door.request.OpenRequests;
import dev.scopestream.door.request.Outcome;
import dev.scopestream.door.request.RefusedException;
import dev.scopestream.events.InvalidEventException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;

/** A request's way: let in, read, looked up, sent, waited for, and left. */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class Generation {
    private static final int AGAIN_SECONDS = 2;

    private final OpenLimits limits;
    private final Backpressure backpressure;
    private final OpenRequests requests;
    private final Feeds feeds;
    private final StoredResults results;
    private final PromptSender sender;
    private final ServedModels models;
    private final DoorTimer timer;
    private final DoorMetrics metrics;
    private final Duration timeout;

    Generation(
            DoorOptions options,
            OpenLimits limits,
            Backpressure backpressure,
            OpenRequests requests,
            Feeds feeds,
            StoredResults results,
            PromptSender sender,
            ServedModels models,
            DoorTimer timer,
            DoorMetrics metrics) {
        this.limits = limits;
        this.backpressure = backpressure;
        this.requests = requests;
        this.feeds = feeds;
        this.results = results;
        this.sender = sender;
        this.models = models;
        this.timer = timer;
        this.metrics = metrics;
        this.timeout = options.timeout();
    }

    CompletableFuture<MutableHttpResponse<?>> answer(Endpoint endpoint, HttpRequest<?> http, byte[] body) {
        OpenLimits.Entry entry;
        try {
            entry = limits.enter(Gate.tenant(http));
        } catch (RefusedException e) {
            metrics.count(endpoint, e.error().status());
            return CompletableFuture.completedFuture(Replies.error(e.error()));
        }
        try {
            Asked asked = Asked.read(endpoint, http, body);
            checkCluster(asked);
            return start(asked, http, entry).response();
        } catch (RefusedException e) {
            limits.leave(entry);
            metrics.count(endpoint, e.error().status());
            return CompletableFuture.completedFuture(Replies.error(e.error()));
        } catch (RuntimeException e) {
            limits.leave(entry);
            throw e;
        }
    }

    private void checkCluster(Asked asked) {
        feeds.trouble().ifPresent(trouble -> {
            throw new RefusedException(unavailable(trouble));
        });
        if (asked.keyed() && !feeds.isCaughtUp()) {
            throw new RefusedException(unavailable("earlier results are still being read, and one may be this key's"));
        }
    }

    private PendingAnswer start(Asked asked, HttpRequest<?> http, OpenLimits.Entry entry) {
        Waiting waiting = new Waiting(asked, entry);
        OpenRequests.Joined joined =
                requests.join(asked.id(), asked.digest(), waiting.answer).orElseThrow(Generation::otherBody);
        waiting.request = joined.request();
        try {
            if (joined.first() && !findStored(asked, joined.request())) {
                backpressure.check(asked.request().prompt().model());
                send(asked, joined.request());
            }
        } catch (RuntimeException e) {
            if (e instanceof RefusedException refused) {
                // others may have joined meanwhile
                joined.request().close(new Outcome.Refused(refused.error()));
            }
            requests.leave(joined.request(), waiting.answer);
            throw e;
        }
        String model = asked.request().prompt().model();
        waiting.answer.start(
                joined.request(),
                model == null ? models.unnamed() : model,
                Connection.watch(http, waiting.answer::gone),
                timer,
                timeout);
        return waiting.answer;
    }

    /** Whether the key has its result already. */
    private boolean findStored(Asked asked, OpenRequest request) {
        if (!asked.keyed()) {
            return false;
        }
        Optional<StoredResults.Stored> stored;
        try {
            stored = results.find(asked.id());
        } catch (KafkaException e) {
            throw new RefusedException(unavailable(e.getMessage()));
        }
        stored.ifPresent(found -> {
            if (found.digest() != null && !found.digest().equals(asked.digest())) {
                throw otherBody();
            }
            request.close(new Outcome.Answered(found.finished()));
        });
        return stored.isPresent();
    }

    private void send(Asked asked, OpenRequest request) {
        try {
            var unused = sender.send(asked.prompt(), asked.tenant(), asked.digest(), asked.carried())
                    .whenComplete((place, failure) -> {
                        if (failure == null) {
                            request.sent(place);
                        } else {
                            request.close(new Outcome.Refused(
                                    unavailable("the prompt may not have been written: " + failure.getMessage())));
                        }
                    });
        } catch (InvalidEventException e) {
            throw new RefusedException(OpenAiError.of(e));
        }
    }

    private static RefusedException otherBody() {
        return new RefusedException(OpenAiError.invalid(
                422, "this Idempotency-Key was used with another body", "Idempotency-Key", "key_reused"));
    }

    private static OpenAiError unavailable(String reason) {
        return OpenAiError.server(503, "Kafka: " + reason, "unavailable", AGAIN_SECONDS);
    }

    /** What is given back when an answer ends. */
    private final class Waiting {
        private final PendingAnswer answer;
        private volatile OpenRequest request;

        Waiting(Asked asked, OpenLimits.Entry entry) {
            answer = new PendingAnswer(asked, (how, status) -> {
                limits.leave(entry);
                metrics.count(asked.request().endpoint(), status);
                boolean last = requests.leave(request, this.answer());
                if (last && !asked.keyed() && request.outcome().isEmpty()) {
                    sender.cancel(asked.id(), asked.tenant());
                }
            });
        }

        private PendingAnswer answer() {
            return answer;
        }
    }
}
