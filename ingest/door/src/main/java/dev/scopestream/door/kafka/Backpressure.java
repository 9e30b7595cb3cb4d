package dev.scopestream.door.kafka;

import dev.scopestream.client.GroupStates.Backlog;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import dev.scopestream.door.request.RefusedException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Refuses a prompt while the group of generators that would serve it is too far behind ({@code scope.door.max-lag}). Where
 * that can't be told, it is let in. Safe for use by many threads.
 */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class Backpressure {
    private static final int LONGEST_ADVICE = 60;
    /** Advised while it isn't known how fast a group is. */
    private static final int FIRST_ADVICE = 5;

    private final long most;
    private final LiveGroups groups;
    private final Map<String, Sample> samples = new ConcurrentHashMap<>();

    /** @param perSecond offsets that the group committed lately; 0: not known, or none */
    private record Sample(Backlog backlog, long atNanos, double perSecond) {}

    Backpressure(DoorOptions options, LiveGroups groups) {
        this.most = options.maxLag();
        this.groups = groups;
    }

    /**
     * May wait for the cluster.
     *
     * @param model that the prompt names; null: none
     * @throws RefusedException with 429 when the group has more prompts to do than may be
     */
    public void check(String model) {
        if (most == 0) {
            return;
        }
        String group = groups.serving(model);
        Sample sample = samples.compute(group, (name, last) -> isFresh(last) ? last : sample(name, last));
        if (sample != null && sample.backlog().waiting() > most) {
            throw new RefusedException(OpenAiError.tooMany(
                    sample.backlog().waiting() + " prompts wait for the generators of this model, more than may be"
                            + " (scope.door.max-lag=" + most + ")",
                    advice(sample)));
        }
    }

    private static boolean isFresh(Sample sample) {
        return sample != null && System.nanoTime() - sample.atNanos() < LiveGroups.FRESH.toNanos();
    }

    private Sample sample(String group, Sample last) {
        Optional<Backlog> backlog = groups.backlog(group);
        long now = System.nanoTime();
        return backlog.map(found -> new Sample(found, now, last == null ? 0 : perSecond(last, found, now)))
                .orElse(null);
    }

    private static double perSecond(Sample last, Backlog found, long now) {
        double seconds = (now - last.atNanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        return Math.max(0, found.done() - last.backlog().done()) / seconds;
    }

    /** Seconds until there is room at the group's speed. */
    private int advice(Sample sample) {
        if (sample.perSecond() == 0) {
            return FIRST_ADVICE;
        }
        double seconds = Math.ceil((sample.backlog().waiting() - most) / sample.perSecond());
        return (int) Math.max(1, Math.min(LONGEST_ADVICE, seconds));
    }
}
