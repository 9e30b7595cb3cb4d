package dev.scopestream.generator.offsets;

/** What becomes of a delivered record. */
public enum Admission {
    /** It is to be served. */
    ADMITTED,
    /** It has its final record already, or is being served. */
    DONE,
    /** Not now: deliver it again, once {@link OffsetMap#accepts} says so. */
    FULL,
    /** Its offset is before the committed one: the log began anew, and so must the map. */
    BEHIND
}
