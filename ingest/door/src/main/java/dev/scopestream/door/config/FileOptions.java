package dev.scopestream.door.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;

/**
 * {@code scope.door.files.*}: what clients may keep here.
 *
 * @param directory where files and batches are kept; empty: there are none
 * @param fileBytes of one file
 * @param perTenant files and batches that a tenant may have
 * @param bytesPerTenant that its files may have
 * @param bytes that all files may have
 * @param keep after this time they are removed; at least an hour
 */
@Introspected
@ConfigurationProperties("scope.door.files")
@Requires(property = DoorContext.ENABLED)
public record FileOptions(
        @Bindable(defaultValue = "") String directory,
        @Bindable(defaultValue = "200MB") @ReadableBytes long fileBytes,
        @Bindable(defaultValue = "1000") int perTenant,
        @Bindable(defaultValue = "2GB") @ReadableBytes long bytesPerTenant,
        @Bindable(defaultValue = "20GB") @ReadableBytes long bytes,
        @Bindable(defaultValue = "30d") Duration keep) {
    private static final String PREFIX = "scope.door.files.";

    public FileOptions {
        Ranges.check(PREFIX + "file-bytes", fileBytes, 1L, 1L << 40);
        Ranges.check(PREFIX + "per-tenant", perTenant, 1, 100_000);
        Ranges.check(PREFIX + "bytes-per-tenant", bytesPerTenant, 1L, 1L << 50);
        Ranges.check(PREFIX + "bytes", bytes, 1L, 1L << 50);
        Ranges.check(PREFIX + "keep", keep, Duration.ofHours(1), Duration.ofDays(3650));
    }
}
