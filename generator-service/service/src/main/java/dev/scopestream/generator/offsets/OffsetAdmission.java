package dev.scopestream.generator.offsets;

/** Result of admitting a delivered record's offset. */
public enum OffsetAdmission {
    /** It is to be served. */
    ADMITTED,
    /** It has its final record already, or is being served. */
    DONE,
    /** The map is full: deliver the record again when {@link OffsetMap#accepts} is true. */
    FULL,
    /** Its offset is before the committed one: the topic was recreated, and the map must be replaced. */
    BEHIND
}
