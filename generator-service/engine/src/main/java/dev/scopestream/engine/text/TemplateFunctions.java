package dev.scopestream.engine.text;

import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** The functions that chat templates expect beside Jinja's own. Public because the template library calls them. */
public final class TemplateFunctions {
    private TemplateFunctions() {}

    /** A template refuses a conversation. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    /** A template asks for what isn't supported, or for too much. */
    static final class Unsupported extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unsupported(String what) {
            super(what);
        }
    }

    /** {@code raise_exception(message)}: ends the rendering with the template's own error. */
    public static String raiseException(String message) {
        throw new Refusal(String.valueOf(message));
    }

    /** {@code strftime_now(format)}: the current date and time, UTC. */
    public static String strftimeNow(String format) {
        return StrftimeFormatter.format(ZonedDateTime.now(ZoneOffset.UTC), format);
    }
}
