package dev.scopestream.door.kafka;

import dev.scopestream.client.GroupStates;
import dev.scopestream.client.TopicException;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import dev.scopestream.events.GeneratorGroups;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of generators as the cluster has them, asked when somebody wants to know and the latest answer is older than
 * {@link #FRESH}; one asks at a time, others take what there is. Safe for use by many threads.
 */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class LiveGroups {
    /** How old an answer may be. */
    static final Duration FRESH = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(LiveGroups.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final GeneratorGroups names;
    private final ClientSettings settings;
    private final ReentrantLock asking = new ReentrantLock();
    private Admin admin;
    private boolean warned;
    private volatile Reading reading = new Reading(Optional.empty(), System.nanoTime() - FRESH.toNanos());

    private record Reading(Optional<List<GroupStates.Group>> groups, long atNanos) {}

    LiveGroups(DoorOptions options, ClientSettings settings) {
        this.names = new GeneratorGroups(options.group());
        this.settings = settings;
    }

    /** Empty: they can't be told at the moment. May wait for the cluster. */
    Optional<List<GroupStates.Group>> read() {
        boolean mine = false;
        try {
            mine = isStale() && asking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (mine && isStale()) {
                reading = new Reading(ask(GroupStates::groups), System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                asking.unlock();
            }
        }
        return reading.groups();
    }

    /** The latest answer, however old. */
    Optional<List<GroupStates.Group>> latest() {
        return reading.groups();
    }

    /** The group that serves prompts which name this model; null: none. */
    String serving(String model) {
        return read().stream()
                .flatMap(List::stream)
                .filter(group ->
                        model != null && group.onlyModel().filter(model::equals).isPresent())
                .map(GroupStates.Group::name)
                .findFirst()
                .orElse(names.base());
    }

    /** How far a group is; empty: it can't be told at the moment. */
    Optional<GroupStates.Backlog> backlog(String group) {
        asking.lock();
        try {
            return ask(states -> states.backlog(group));
        } finally {
            asking.unlock();
        }
    }

    private boolean isStale() {
        return System.nanoTime() - reading.atNanos() >= FRESH.toNanos();
    }

    private <T> Optional<T> ask(Function<GroupStates, T> question) {
        try {
            if (admin == null) {
                admin = settings.admin();
            }
            T answer = question.apply(new GroupStates(admin, names, PATIENCE));
            warned = false;
            return Optional.of(answer);
        } catch (TopicException | KafkaException e) {
            if (!warned) {
                LOG.warn("the generators' groups can't be asked: group={} reason={}", names.base(), e.getMessage());
            }
            warned = true;
            return Optional.empty();
        }
    }

    @PreDestroy
    void close() {
        asking.lock();
        try {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        } finally {
            asking.unlock();
        }
    }
}
