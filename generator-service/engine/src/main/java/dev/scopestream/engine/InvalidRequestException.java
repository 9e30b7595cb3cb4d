package dev.scopestream.engine;

/** A request that can't be served as it stands; its sender is told which field is wrong, and why. */
public final class InvalidRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field the offending field as the sender writes it, such as {@code kv.window}
     * @param reason what is wrong, with the value and what is allowed; without the field's name
     */
    public InvalidRequestException(String field, String reason) {
        super(reason);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
