package dev.scopestream.scorer.stream;

import dev.scopestream.events.KvReport;
import java.util.ArrayList;
import java.util.List;

/**
 * A request's KV budget as text for grouping: {@code capacity/window/recent}. A policy that evicts nothing of the prompt
 * has {@code all} as its capacity, one that evicts nothing of the output has no window.
 *
 * <p>A result has the resolved numbers of entries for its prompt. A requested share resolves to other numbers in each
 * document, so the share itself is the text.
 */
final class Budgets {
    private Budgets() {}

    /** @param requested text of a {@link RequestedKv}, or null */
    static String text(KvReport kv, String requested) {
        RequestedKv shares = RequestedKv.parse(requested);
        List<String> parts = new ArrayList<>();
        parts.add(
                kv.policy().prefill().equalsIgnoreCase("allkv")
                        ? "all"
                        : pick(shares.capacity(), kv.sizes().capacity()));
        if (!kv.policy().decode().equalsIgnoreCase("none")) {
            parts.add(pick(shares.window(), kv.sizes().window()));
            parts.add(pick(shares.recent(), kv.sizes().recent()));
        }
        return String.join("/", parts);
    }

    private static String pick(String share, int resolved) {
        return share.equals(RequestedKv.NONE) ? Integer.toString(resolved) : share;
    }
}
