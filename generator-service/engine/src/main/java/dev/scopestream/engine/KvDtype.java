package dev.scopestream.engine;

/** Element types of the cache's entries. */
public enum KvDtype {
    /** The type that keys and values are computed in: {@link Dtype#cache}. */
    AUTO,
    /** 8-bit integers with a bf16 scale for each key and each value (one position of one layer and head). */
    INT8;

    /** @throws IllegalArgumentException for a name that isn't one, with the names there are */
    public static KvDtype parse(String name) {
        return EnumNames.find(KvDtype.class, name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown kv-dtype '" + name + "'; there are: " + EnumNames.listed(KvDtype.class)));
    }
}
