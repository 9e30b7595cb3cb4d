package dev.scopestream.door.request;

import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How many requests may wait at a time, in all and of a tenant. Safe for use by many threads. */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class OpenLimits {
    private static final double SHARE_OF_LATEST = 0.2;
    private static final int LONGEST_ADVICE = 60;

    private final int most;
    private final int mostPerTenant;
    private final Map<String, Integer> byTenant = new HashMap<>();
    private int open;
    private double meanSeconds = 1;

    public OpenLimits(DoorOptions options) {
        most = options.maxOpen();
        mostPerTenant = options.maxOpenPerTenant();
    }

    /** A request's place among those that wait; given back by {@link #leave}. */
    public record Entry(String tenant, long sinceNanos) {}

    /** @throws RefusedException with 429 when there are too many */
    public synchronized Entry enter(String tenant) {
        int own = byTenant.getOrDefault(tenant, 0);
        if (open >= most) {
            throw tooMany(most + " requests are open, as many as may be at a time (scope.door.max-open)");
        }
        if (own >= mostPerTenant) {
            throw tooMany(mostPerTenant + " requests of yours are open, as many as may be at a time"
                    + " (scope.door.max-open-per-tenant)");
        }
        open++;
        byTenant.put(tenant, own + 1);
        return new Entry(tenant, System.nanoTime());
    }

    public synchronized void leave(Entry entry) {
        open--;
        byTenant.computeIfPresent(entry.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
        double seconds = (System.nanoTime() - entry.sinceNanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        meanSeconds += SHARE_OF_LATEST * (seconds - meanSeconds);
    }

    public synchronized int open() {
        return open;
    }

    /** Advised is the time in which, on average, one of the open requests ends; a second at least. */
    private RefusedException tooMany(String message) {
        int seconds = (int) Math.ceil(meanSeconds / Math.max(1, open));
        return new RefusedException(OpenAiError.tooMany(message, Math.max(1, Math.min(LONGEST_ADVICE, seconds))));
    }
}
