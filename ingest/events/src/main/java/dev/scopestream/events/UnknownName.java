package dev.scopestream.events;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The error of a name that isn't one of an object's. */
final class UnknownName {
    private static final int QUOTED = 40;

    private UnknownName() {}

    /**
     * @param path of the object
     * @param valid the object's names
     */
    static InvalidEventException refusal(String path, String name, List<String> valid) {
        String shown = shown(name);
        return new InvalidEventException(
                path + "." + shown,
                "'" + shown + "' is not a name of " + path + "; the nearest is '" + nearest(name, valid) + "' of "
                        + String.join(", ", valid));
    }

    private static String nearest(String name, List<String> valid) {
        String start = name.substring(0, Math.min(name.length(), QUOTED)).toLowerCase(Locale.ROOT);
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return valid.stream()
                .min(Comparator.comparing(candidate -> distance.apply(start, candidate)))
                .orElseThrow();
    }

    /** A sender's text, safe for a header and a log. */
    static String shown(String name) {
        String line = name.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        return line.codePointCount(0, line.length()) <= QUOTED
                ? line
                : line.substring(0, line.offsetByCodePoints(0, QUOTED)) + "...";
    }
}
