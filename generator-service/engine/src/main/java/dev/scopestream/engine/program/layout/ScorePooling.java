package dev.scopestream.engine.program.layout;

/** How a prompt's scores are pooled over neighbouring positions. */
public enum ScorePooling {
    NONE(0),
    MAX(1),
    AVERAGE(2);

    private final int code;

    ScorePooling(int code) {
        this.code = code;
    }

    /** The program's number for it. */
    public int code() {
        return code;
    }
}
