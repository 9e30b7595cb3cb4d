package dev.scopestream.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What Jackson has against a text, in words for whoever sent it. */
public final class JsonFailure {
    /** Where something is, after what Jackson says of its own settings. */
    private static final Pattern PLACE = Pattern.compile("\\[Source: [^;]*; line: (\\d+), column: (\\d+)\\]");

    private JsonFailure() {}

    /** One line. */
    public static String reason(JsonProcessingException failure) {
        String first = failure.getOriginalMessage().lines().findFirst().orElse("");
        return PLACE.matcher(first).replaceAll("line $1, column $2");
    }
}
