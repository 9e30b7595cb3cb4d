package dev.scopestream.door.http;

import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.FileOptions;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;

/** Lets bodies be as large as a file may be. Bodies that are kept in memory have their own, smaller bound (application.yml). */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class BodyLimit implements BeanCreatedEventListener<HttpServerConfiguration> {
    /** What stands around a file in its form, and what is read of one that is too large before it is refused. */
    static final long BESIDES = 1 << 20;

    private final FileOptions files;

    BodyLimit(FileOptions files) {
        this.files = files;
    }

    @Override
    public HttpServerConfiguration onCreated(BeanCreatedEvent<HttpServerConfiguration> event) {
        event.getBean().setMaxRequestSize(files.fileBytes() + 2 * BESIDES);
        return event.getBean();
    }
}
