package dev.scopestream.engine.program;

/** The forward pass of a prompt fails, such as for want of memory. Nothing but the prompt's scratch was touched. */
public final class PromptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PromptException(int tokens, RuntimeException cause) {
        super("a prompt of " + tokens + " tokens can't be read: " + reason(cause), cause);
    }

    /** The last line of a message of the program, whose other lines say where in it. */
    private static String reason(RuntimeException cause) {
        return String.valueOf(cause.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((before, last) -> last)
                .orElse("")
                .strip();
    }
}
