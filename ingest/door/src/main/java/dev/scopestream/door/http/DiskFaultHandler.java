package dev.scopestream.door.http;

import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.files.DiskFault;
import dev.scopestream.door.files.FileStore;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A record or file that the disk didn't take or give, whichever call it was for. */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class DiskFaultHandler implements ExceptionHandler<UncheckedIOException, HttpResponse<?>> {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFaultHandler.class);

    private final FileStore store;

    DiskFaultHandler(FileStore store) {
        this.store = store;
    }

    @Override
    @SuppressWarnings("rawtypes") // Micronaut's interface has it so
    public HttpResponse<?> handle(HttpRequest request, UncheckedIOException exception) {
        LOG.warn("disk: path={} reason={}", request.getPath(), exception.toString());
        return Replies.error(DiskFault.of(exception, store.root()));
    }
}
