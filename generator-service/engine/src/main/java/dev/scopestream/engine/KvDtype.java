package dev.scopestream.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the cache's entries are kept. */
public enum KvDtype {
    /** As they are computed: {@link Dtype#cache}. */
    AUTO,
    /** In 8 bits, with a bf16 scale for each key and each value (one position of one layer and head). */
    INT8;

    /** @throws IllegalArgumentException for a name that isn't one, with the names there are */
    public static KvDtype parse(String name) {
        return Arrays.stream(values())
                .filter(d -> d.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kv-dtype '" + name + "'; there are: "
                        + Arrays.stream(values())
                                .map(d -> d.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
