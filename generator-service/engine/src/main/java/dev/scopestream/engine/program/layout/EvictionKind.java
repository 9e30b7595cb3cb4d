package dev.scopestream.engine.program.layout;

/** What a layer of a row evicts after a step. */
public enum EvictionKind {
    NONE(0),
    /** The entry of least worth. */
    BY_SCORE(1),
    /** The entry in a given slot. */
    FORCED(2);

    private final int code;

    EvictionKind(int code) {
        this.code = code;
    }

    /** The program's number for it. */
    public int code() {
        return code;
    }
}
