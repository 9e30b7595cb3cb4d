package dev.scopestream.door.kafka;

import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import dev.scopestream.door.request.Place;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where the whole results of the latest ids lie. Safe for use by many threads. */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class KnownResults {
    private final int most;
    private final LinkedHashMap<String, Place> places = new LinkedHashMap<>();

    KnownResults(DoorOptions options) {
        most = options.ids();
    }

    /** @param place of the result on its own topic */
    synchronized void put(String id, Place place) {
        places.put(id, place);
        if (places.size() > most) {
            Map.Entry<String, Place> eldest = places.entrySet().iterator().next();
            places.remove(eldest.getKey());
        }
    }

    synchronized Optional<Place> find(String id) {
        return Optional.ofNullable(places.get(id));
    }
}
