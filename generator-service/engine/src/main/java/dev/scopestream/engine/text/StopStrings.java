package dev.scopestream.engine.text;

import java.util.List;

/**
 * Ends a growing text before a stop string: before the one that is complete first, of several that end together before the
 * longest. What could still turn out to be part of one is held back. Not thread-safe.
 */
final class StopStrings {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    /** @throws IllegalArgumentException when there are more, or longer ones, than {@link StreamingText} allows, or an empty one */
    StopStrings(List<String> stops) {
        if (stops.size() > StreamingText.MOST_STOPS) {
            throw new IllegalArgumentException(
                    stops.size() + " stop strings; at most " + StreamingText.MOST_STOPS + " are allowed");
        }
        for (String stop : stops) {
            if (stop.isEmpty() || stop.length() > StreamingText.LONGEST_STOP) {
                throw new IllegalArgumentException("a stop string has " + stop.length() + " characters; 1 to "
                        + StreamingText.LONGEST_STOP + " are allowed");
            }
        }
        this.stops = List.copyOf(stops);
    }

    /** Whether a stop string was met. */
    boolean stopped() {
        return stopped;
    }

    /** What became certain with this text. */
    String accept(String fresh) {
        held.append(fresh);
        int cut = firstStop();
        if (cut >= 0) {
            stopped = true;
            return held.substring(0, cut);
        }
        int certain = held.length() - longestBeginning();
        String text = held.substring(0, certain);
        held.delete(0, certain);
        return text;
    }

    /** The text held back, for when none follows. */
    String finish() {
        String rest = stopped ? "" : held.toString();
        held.setLength(0);
        return rest;
    }

    /** Where the stop string begins that ends first; -1 when there's none. What was held before contains none. */
    private int firstStop() {
        int start = -1;
        int end = Integer.MAX_VALUE;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (at + stop.length() < end || (at + stop.length() == end && at < start))) {
                start = at;
                end = at + stop.length();
            }
        }
        return start;
    }

    /** Length of the longest end of the held text that is the beginning of a stop string. */
    private int longestBeginning() {
        int longest = 0;
        for (String stop : stops) {
            int length = Math.min(stop.length() - 1, held.length());
            while (length > longest && !endsWithBeginning(stop, length)) {
                length--;
            }
            longest = Math.max(longest, length);
        }
        return longest;
    }

    private boolean endsWithBeginning(String stop, int length) {
        int from = held.length() - length;
        for (int i = 0; i < length; i++) {
            if (held.charAt(from + i) != stop.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
