package dev.scopestream.spill;

import java.util.Optional;
import java.util.function.Function;

/** Result of a read: the value exactly as written, or the reason of a miss. */
public sealed interface Lookup<T> {
    /** A value that passed all checks. */
    record Hit<T>(T value) implements Lookup<T> {}

    /** No usable value. */
    record Miss<T>(MissReason reason) implements Lookup<T> {}

    static <T> Lookup<T> hit(T value) {
        return new Hit<>(value);
    }

    static <T> Lookup<T> miss(MissReason reason) {
        return new Miss<>(reason);
    }

    /** Applies {@code next} to a hit's value; a miss stays. */
    default <R> Lookup<R> then(Function<? super T, Lookup<R>> next) {
        return this instanceof Hit<T> hit ? next.apply(hit.value()) : miss(((Miss<T>) this).reason());
    }

    default Optional<T> found() {
        return this instanceof Hit<T> hit ? Optional.of(hit.value()) : Optional.empty();
    }

    /** The reason of a miss; empty for a hit. */
    default Optional<MissReason> missed() {
        return this instanceof Miss<T> miss ? Optional.of(miss.reason()) : Optional.empty();
    }
}
