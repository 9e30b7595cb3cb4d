package dev.scopestream.door.config;

import dev.scopestream.events.GeneratorGroups;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * {@code scope.door.*}, or {@code SCOPE_DOOR_*} in the environment.
 *
 * @param tokens who may come in, see {@link Tenants}; empty: the file says
 * @param tokensFile likewise, a line a token; empty: none
 * @param allowAnyone without tokens the door listens on this machine only, unless this is true
 * @param models names for {@code /v1/models} besides those that generators say, separated by commas
 * @param group the generators' default consumer group
 * @param maxLag a prompt is refused while its group has more prompts before it than this; 0: never
 * @param timeout how long a request waits for its result, at most an hour
 * @param maxOpen requests that wait at a time
 * @param maxOpenPerTenant likewise, of one tenant
 * @param lookback how far back results are known after a start
 * @param ids results that are known, the latest
 */
@Introspected
@ConfigurationProperties("scope.door")
@Requires(property = DoorContext.ENABLED)
public record DoorOptions(
        @Bindable(defaultValue = "") String tokens,
        @Bindable(defaultValue = "") String tokensFile,
        @Bindable(defaultValue = "false") boolean allowAnyone,
        @Bindable(defaultValue = "") String models,
        @Bindable(defaultValue = GeneratorGroups.DEFAULT) String group,
        @Bindable(defaultValue = "0") long maxLag,
        @Bindable(defaultValue = "10m") Duration timeout,
        @Bindable(defaultValue = "256") int maxOpen,
        @Bindable(defaultValue = "64") int maxOpenPerTenant,
        @Bindable(defaultValue = "24h") Duration lookback,
        @Bindable(defaultValue = "100000") int ids) {

    public DoorOptions {
        Ranges.check("scope.door.timeout", timeout, Duration.ofSeconds(1), Duration.ofHours(1));
        Ranges.check("scope.door.lookback", lookback, Duration.ZERO, Duration.ofDays(365));
        Ranges.check("scope.door.max-open", maxOpen, 1, 100_000);
        Ranges.check("scope.door.max-open-per-tenant", maxOpenPerTenant, 1, 100_000);
        Ranges.check("scope.door.ids", ids, 1, 10_000_000);
        Ranges.check("scope.door.max-lag", maxLag, 0L, 1_000_000_000L);
    }

    /** The models' names. */
    public List<String> modelNames() {
        return Arrays.stream(models.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }
}
