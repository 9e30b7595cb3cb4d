package dev.scopestream.spill;

import java.util.Optional;
import java.util.function.Function;

/** What a read gave: exactly what was written, or a reason. */
public sealed interface Lookup<T> {
    /** It was there and everything about it was right. */
    record Hit<T>(T value) implements Lookup<T> {}

    /** Nothing that may be used. */
    record Miss<T>(MissReason reason) implements Lookup<T> {}

    static <T> Lookup<T> hit(T value) {
        return new Hit<>(value);
    }

    static <T> Lookup<T> miss(MissReason reason) {
        return new Miss<>(reason);
    }

    /** What {@code next} makes of a hit's value; a miss stays what it is. */
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
