package dev.scopestream.door.config;

import java.time.Duration;

/** Bounds of options. */
final class Ranges {
    private Ranges() {}

    /** @throws DoorConfigurationException when the value is out of its bounds */
    static <T extends Comparable<T>> void check(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new DoorConfigurationException(
                    name + " must be from " + shown(least) + " to " + shown(most) + ", is " + shown(value));
        }
    }

    private static String shown(Object value) {
        return value instanceof Duration duration ? duration.toSeconds() + "s" : value.toString();
    }
}
