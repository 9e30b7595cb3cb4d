package dev.scopestream.engine.training;

import java.util.Optional;

/** Documents of one step, all as long as the longest. */
public final class TrainingBatch {
    private final int documents;
    private final int tokens;
    private final long[] ids;
    private final long[] kinds;
    private final Optional<MissingKeys> missing;

    /**
     * @param documents B, at least 1
     * @param tokens T + 1 of each document, at least 2
     * @param ids token ids, [B,T+1], row-major
     * @param kinds what the token after each is, [B,T]: a kind's number, or -1 where it doesn't count
     * @param missing keys that can't be attended to
     */
    public TrainingBatch(int documents, int tokens, long[] ids, long[] kinds, Optional<MissingKeys> missing) {
        if (documents < 1 || tokens < 2) {
            throw new IllegalArgumentException(
                    documents + " documents of " + tokens + " tokens are none to train with");
        }
        require("ids", ids.length, documents * tokens);
        require("kinds", kinds.length, documents * (tokens - 1));
        missing.ifPresent(keys -> {
            require("missing keys", keys.flags().length, 2 * documents * (tokens - 1));
            require("bounds of missing keys", keys.bounds().length, 2 * documents);
        });
        this.documents = documents;
        this.tokens = tokens;
        this.ids = ids;
        this.kinds = kinds;
        this.missing = missing;
    }

    public int documents() {
        return documents;
    }

    public int tokens() {
        return tokens;
    }

    public long[] ids() {
        return ids;
    }

    public long[] kinds() {
        return kinds;
    }

    public Optional<MissingKeys> missing() {
        return missing;
    }

    private static void require(String what, int is, int expected) {
        if (is != expected) {
            throw new IllegalArgumentException("there are " + is + " " + what + ", not " + expected);
        }
    }

    /** Keys that are missing for all layers and heads, as evicted ones are. */
    public static final class MissingKeys {
        private final boolean[] flags;
        private final long[] bounds;

        /**
         * @param flags [2,B,T]: missing for queries that are more than {@code bounds[0]} positions later; missing for queries from
         *     position {@code bounds[1]} on
         * @param bounds [2,B]
         */
        public MissingKeys(boolean[] flags, long[] bounds) {
            this.flags = flags;
            this.bounds = bounds;
        }

        public boolean[] flags() {
            return flags;
        }

        public long[] bounds() {
            return bounds;
        }
    }
}
