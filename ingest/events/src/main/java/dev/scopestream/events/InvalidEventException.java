package dev.scopestream.events;

/** A record breaks the contract. The message names the field and quotes at most a few characters of it. */
public final class InvalidEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 400;

    private final String field;
    private final String reason;

    /**
     * @param field JSON path of the invalid value, such as {@code kv.window} or {@code messages[2].role}; {@code $} is the
     *     whole record
     * @param reason for the refusal, with the allowed values
     */
    public InvalidEventException(String field, String reason) {
        this(field, clean(reason), null);
    }

    InvalidEventException(String field, String reason, Throwable cause) {
        super(field + ": " + clean(reason), cause);
        this.field = field;
        this.reason = clean(reason);
    }

    public String field() {
        return field;
    }

    public String reason() {
        return reason;
    }

    /** Reasons go into headers, logs and terminals: one line, no control characters, not endless. */
    private static String clean(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
