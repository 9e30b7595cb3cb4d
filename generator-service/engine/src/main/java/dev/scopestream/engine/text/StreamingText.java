package dev.scopestream.engine.text;

import java.util.List;

/**
 * The text of one generation, given out as soon as it's certain: no half characters, and nothing that could still turn
 * out to be part of a stop string. All that is given out, joined, is the decoding of all tokens, cut before the stop
 * string that is complete first (of several that end together, before the longest). Not thread-safe.
 */
public final class StreamingText {
    public static final int MOST_STOPS = 64;
    public static final int LONGEST_STOP = 1024;

    private final Detokenizer detokenizer;
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    StreamingText(TextCodec codec, List<String> stops) {
        if (stops.size() > MOST_STOPS) {
            throw new IllegalArgumentException(stops.size() + " stop strings; at most " + MOST_STOPS + " are allowed");
        }
        for (String stop : stops) {
            if (stop.isEmpty() || stop.length() > LONGEST_STOP) {
                throw new IllegalArgumentException(
                        "a stop string has " + stop.length() + " characters; 1 to " + LONGEST_STOP + " are allowed");
            }
        }
        this.detokenizer = new Detokenizer(codec);
        this.stops = List.copyOf(stops);
    }

    /** The text that became certain with this token; empty once a stop string was met. */
    public String accept(int token) {
        return stopped ? "" : release(detokenizer.accept(token));
    }

    /** Whether a stop string was met. */
    public boolean stopped() {
        return stopped;
    }

    /** The text held back, for when no token follows; it may meet a stop string, too. */
    public String finish() {
        if (stopped) {
            return "";
        }
        String last = release(detokenizer.finish());
        String rest = stopped ? "" : held.toString();
        held.setLength(0);
        return last + rest;
    }

    private String release(String fresh) {
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
