package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Memory of answered request ids, {@code scope.duplicates.*}.
 *
 * @param window results not older than this are read at the start
 * @param ids number of ids remembered; the latest are kept
 * @param byTenant an id names a request of its tenant; else one of all senders
 */
@Introspected
@ConfigurationProperties("scope.duplicates")
public record DuplicateOptions(
        @Bindable(defaultValue = "1h") Duration window,
        @Bindable(defaultValue = "100000") int ids,
        @Bindable(defaultValue = "false") boolean byTenant) {
    public DuplicateOptions {
        Checks.atLeast("scope.duplicates.window (ms)", window.toMillis(), 0);
        Checks.atLeast("scope.duplicates.ids", ids, 1);
    }
}
