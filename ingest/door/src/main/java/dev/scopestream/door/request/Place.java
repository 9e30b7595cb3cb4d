package dev.scopestream.door.request;

/** Where a prompt lies on its topic. */
public record Place(int partition, long offset) {
    /** Whether this is surely an earlier record than the other: of its partition, and before it. */
    boolean isBefore(Place other) {
        return partition == other.partition && offset < other.offset;
    }
}
