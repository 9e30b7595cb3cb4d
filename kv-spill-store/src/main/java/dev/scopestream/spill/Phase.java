package dev.scopestream.spill;

/** Which of SCOPE's two evictions (arXiv 2412.13649, section 3) took an entry out of the cache. */
public enum Phase {
    PREFILL(0),
    DECODE(1);

    private final int code;

    Phase(int code) {
        this.code = code;
    }

    /** What stands in a block's header. */
    public int code() {
        return code;
    }

    /** The phase with this code, or null. */
    public static Phase ofCode(int code) {
        return code == PREFILL.code ? PREFILL : code == DECODE.code ? DECODE : null;
    }
}
