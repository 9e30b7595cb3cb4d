package dev.scopestream.spill;

/**
 * A stored prefix that can be used.
 *
 * @param bytes as stored
 * @param createdMillis when it was written, milliseconds since 1970
 */
public record PrefixContent(String name, long model, long policy, long bytes, long createdMillis) {}
