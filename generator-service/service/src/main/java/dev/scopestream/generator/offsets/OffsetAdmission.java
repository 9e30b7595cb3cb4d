package dev.scopestream.generator.offsets;

/** Result of admitting a delivered record's offset. */
public enum OffsetAdmission {
    /** It is to be served. */
    ADMITTED,
    /** It is to be served later, when it's read again. */
    PASSED,
    /** It has its final record already. */
    DONE,
    /** The map is full: deliver the record again when {@link OffsetMap#accepts} is true. */
    FULL,
    /** A record at or after this offset was delivered before: the log lost its end, or is another one. */
    REWOUND
}
