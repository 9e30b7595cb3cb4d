package dev.scopestream.engine.program.layout;

import dev.scopestream.engine.policy.PromptScoring;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers that Java and the program both name: {@code constants.X} in its text. */
public final class ProgramConstants {
    /** Order of an entry that can't be evicted, for there is none. */
    public static final int NEVER = Integer.MAX_VALUE;
    /** Number of entries of a layer's compaction: all of them. */
    public static final int KEEP_ALL = -1;
    /** Likewise: the entries at given positions. */
    public static final int KEEP_FIXED = -2;

    private ProgramConstants() {}

    /** All of them by name, with the codes of the enums. */
    public static Map<String, Long> byName() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("NEVER", (long) NEVER);
        all.put("KEEP_ALL", (long) KEEP_ALL);
        all.put("KEEP_FIXED", (long) KEEP_FIXED);
        for (EvictionKind kind : EvictionKind.values()) {
            all.put("EVICT_" + kind.name(), (long) kind.code());
        }
        for (ScorePooling pooling : ScorePooling.values()) {
            all.put("POOL_" + pooling.name(), (long) pooling.code());
        }
        for (PromptScoring scoring : PromptScoring.values()) {
            all.put("SCORE_" + scoring.name(), (long) scoring.code());
        }
        return all;
    }
}
