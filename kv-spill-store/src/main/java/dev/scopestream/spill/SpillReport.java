package dev.scopestream.spill;

import java.util.List;
import java.util.Map;

/**
 * What lies in a store, everything read and checked.
 *
 * @param requests by id
 * @param prefixes by model, policy and name
 * @param failures values that can't be used, by reason, all requests and prefixes together
 */
public record SpillReport(List<RequestContent> requests, List<PrefixContent> prefixes, Map<MissReason, Long> failures) {
    public SpillReport {
        requests = List.copyOf(requests);
        prefixes = List.copyOf(prefixes);
        failures = Map.copyOf(failures);
    }

    public static SpillReport empty() {
        return new SpillReport(List.of(), List.of(), Map.of());
    }

    /** Whether everything that is there can be used. */
    public boolean sound() {
        return failures.isEmpty();
    }

    /** Blocks that can be used. */
    public long blocks() {
        return requests.stream().mapToLong(RequestContent::blocks).sum();
    }

    /** Bytes of all values that can be used. */
    public long bytes() {
        return requests.stream().mapToLong(RequestContent::bytes).sum()
                + prefixes.stream().mapToLong(PrefixContent::bytes).sum();
    }
}
