package dev.scopestream.generator.config;

/** Limits of options. */
final class Checks {
    private Checks() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new ConfigurationError(name + " must be at least " + least + ", is " + value);
        }
    }
}
