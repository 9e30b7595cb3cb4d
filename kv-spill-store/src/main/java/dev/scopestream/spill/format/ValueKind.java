package dev.scopestream.spill.format;

/** What is stored; each kind has a RocksDB column family of its own. */
public enum ValueKind {
    BLOCK(1, "blocks"),
    DIGEST(2, "digests"),
    CHECKPOINT(3, "checkpoints"),
    PREFIX(4, "prefixes");

    private final int code;
    private final String family;

    ValueKind(int code, String family) {
        this.code = code;
        this.family = family;
    }

    public int code() {
        return code;
    }

    /** The column family's name. */
    public String family() {
        return family;
    }

    /** Whether its keys begin with a request's id, so that it goes when the request ends. */
    public boolean ofRequest() {
        return this != PREFIX;
    }

    /** The kind with this code, or null. */
    static ValueKind ofCode(int code) {
        for (ValueKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
