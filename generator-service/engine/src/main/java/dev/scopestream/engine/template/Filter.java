package dev.scopestream.engine.template;

/** What a filter does. */
@FunctionalInterface
interface Filter {
    /** @param operations the other filters and the tests, for filters that take one by name */
    Value apply(Value input, CallArguments arguments, Operations operations);
}
