package dev.scopestream.scorer.stream;

import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request's KV budget as text for grouping: {@code capacity/window/recent}. A policy that evicts nothing of the prompt
 * has {@code all} as its capacity, one that evicts nothing of the output has no window.
 *
 * <p>A result says what a budget came to for its prompt. Where the prompt asked for a share, that differs from document
 * to document, so that the share itself is what groups.
 */
final class Budgets {
    private static final String NONE = "-";

    private Budgets() {}

    /** @param shares as {@link #shares} gave them for the request's prompt, or null */
    static String text(KvReport kv, String shares) {
        List<String> asked = shares == null ? List.of(NONE, NONE, NONE) : List.of(shares.split("/", 3));
        List<String> parts = new ArrayList<>();
        parts.add(kv.prefill().equalsIgnoreCase("allkv") ? "all" : pick(asked.get(0), kv.capacity()));
        if (!kv.decode().equalsIgnoreCase("none")) {
            parts.add(pick(asked.get(1), kv.window()));
            parts.add(pick(asked.get(2), kv.recent()));
        }
        return String.join("/", parts);
    }

    /** The shares among a specification's budgets, {@code -} for the others; empty when there is none. */
    static Optional<String> shares(KvSpec kv) {
        if (kv == null) {
            return Optional.empty();
        }
        String text = share(kv.prefill().capacity()) + "/" + share(kv.decode().window()) + "/"
                + share(kv.decode().recent());
        return text.contains("%") ? Optional.of(text) : Optional.empty();
    }

    private static String share(EntryBudget budget) {
        return budget instanceof EntryBudget.PromptShare share ? share.toString() : NONE;
    }

    private static String pick(String asked, int resolved) {
        return asked.equals(NONE) ? Integer.toString(resolved) : asked;
    }
}
