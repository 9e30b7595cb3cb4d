package dev.scopestream.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was found of one thing.
 *
 * @param name of the thing, one word or two
 * @param found in one line
 * @param advice what to do; empty when nothing is to be done
 */
record Finding(String name, Status status, String found, String advice) {
    /** How it is. */
    enum Status {
        /** As it should be. */
        OK,
        /** It works; somebody may want it otherwise. */
        HINT,
        /** It doesn't work. */
        WRONG,
        /** It couldn't be looked at, since something else is wrong. */
        UNKNOWN
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("status", status.name().toLowerCase(Locale.ROOT));
        fields.put("found", found);
        fields.put("advice", advice);
        return fields;
    }
}
