package dev.scopestream.door.request;

import dev.scopestream.door.config.DoorContext;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All requests that wait, by id. Safe for use by many threads. */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class OpenRequests {
    private final ConcurrentHashMap<String, OpenRequest> open = new ConcurrentHashMap<>();

    /**
     * What a watcher joined.
     *
     * @param first true: nobody else waits, so the prompt has to be sent
     */
    public record Joined(OpenRequest request, boolean first) {}

    /**
     * Watches a request.
     *
     * @param digest of the body
     * @return empty: a request with this id and another body is open
     */
    public Optional<Joined> join(String id, String digest, Runnable watcher) {
        OpenRequest mine = new OpenRequest(id, digest);
        OpenRequest request = open.compute(id, (key, there) -> {
            OpenRequest joined = there == null || hasFailed(there) ? mine : there;
            if (joined.digest().equals(digest)) {
                joined.watchers().add(watcher);
            }
            return joined;
        });
        return request.digest().equals(digest) ? Optional.of(new Joined(request, request == mine)) : Optional.empty();
    }

    private static boolean hasFailed(OpenRequest request) {
        return request.outcome().filter(Outcome.Refused.class::isInstance).isPresent();
    }

    /** @return whether nobody watches the request any more */
    public boolean leave(OpenRequest request, Runnable watcher) {
        boolean[] last = {false};
        open.compute(request.id(), (key, there) -> {
            request.watchers().remove(watcher);
            last[0] = request.watchers().isEmpty();
            return last[0] && there == request ? null : there;
        });
        return last[0];
    }

    public Optional<OpenRequest> find(String id) {
        return Optional.ofNullable(open.get(id));
    }
}
