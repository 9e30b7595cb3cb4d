package dev.scopestream.spill;

/** Why a read gave nothing. Each is counted by itself. */
public enum MissReason {
    /** Never written, dropped, evicted or deleted. */
    ABSENT,
    /** Older than the time to live. */
    EXPIRED,
    /** Shorter than its own header says. */
    TORN,
    WRONG_MAGIC,
    UNKNOWN_VERSION,
    BAD_CHECKSUM,
    /** The checksum is right but numbers contradict each other or a limit, or bytes are left over. */
    BAD_SHAPE,
    FOREIGN_MODEL,
    FOREIGN_POLICY,
    FOREIGN_REQUEST,
    /** A block of this request from another layer, head or sequence number; a blob of another kind. */
    MISPLACED,
    /** Written for other tokens than the reader has. */
    STALE_TOKENS,
    /** RocksDB couldn't read it: its own checksum failed, or the disk did. */
    READ_ERROR,
    /** The store is off: its disk refused. */
    STORE_OFF,
    /** The disk doesn't answer in time. */
    STORE_HUNG
}
