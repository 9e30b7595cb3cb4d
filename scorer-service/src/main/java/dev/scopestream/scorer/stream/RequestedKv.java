package dev.scopestream.scorer.stream;

import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.KvSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a prompt requests of its KV cache and its result doesn't repeat.
 *
 * @param capacity a share of the prompt such as {@code 25%}, or {@link #NONE}; likewise window and recent
 * @param variant the score and the recall slots that were named, such as {@code score max, recall 64}; may be empty
 */
record RequestedKv(String capacity, String window, String recent, String variant) {
    /** No share. */
    static final String NONE = "-";

    private static final RequestedKv NOTHING = new RequestedKv(NONE, NONE, NONE, "");

    /** Empty when nothing of it is requested. */
    static Optional<RequestedKv> of(KvSpec kv) {
        if (kv == null) {
            return Optional.empty();
        }
        RequestedKv requested = new RequestedKv(
                share(kv.prefill() == null ? null : kv.prefill().capacity()),
                share(kv.decode() == null ? null : kv.decode().window()),
                share(kv.decode() == null ? null : kv.decode().recent()),
                variant(kv));
        return requested.equals(NOTHING) ? Optional.empty() : Optional.of(requested);
    }

    /** @param text as {@link #text} wrote it, or null: nothing is requested */
    static RequestedKv parse(String text) {
        if (text == null) {
            return NOTHING;
        }
        List<String> parts = List.of(text.split("/", 4));
        return new RequestedKv(parts.get(0), parts.get(1), parts.get(2), parts.size() > 3 ? parts.get(3) : "");
    }

    /** {@code capacity/window/recent}, and {@code /variant} where there is one. */
    String text() {
        String shares = capacity + "/" + window + "/" + recent;
        return variant.isEmpty() ? shares : shares + "/" + variant;
    }

    private static String share(EntryBudget budget) {
        return budget instanceof EntryBudget.PromptShare share ? share.toString() : NONE;
    }

    private static String variant(KvSpec kv) {
        List<String> parts = new ArrayList<>();
        if (kv.scoring() != null && kv.scoring().score() != null) {
            parts.add("score " + kv.scoring().score().name().toLowerCase(Locale.ROOT));
        }
        if (kv.recall() != null && kv.recall().slots() != null) {
            parts.add("recall " + kv.recall().slots());
        }
        return String.join(", ", parts);
    }
}
