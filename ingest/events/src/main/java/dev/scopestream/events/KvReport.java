package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/**
 * Policies, sizes and losses of one request's KV cache. An entry is one position of one layer and head; bytes
 * are of the keys and values held, over all layers and heads. In JSON it is one flat object, see {@link KvReportJson}.
 */
public record KvReport(
        Policy policy, Sizes sizes, Memory memory, Evictions evictions, Recall recall, LostMass lostMass) {

    /** @param name {@code prefill+decode}, such as h2o+slide */
    public record Policy(String name, String prefill, String decode, KvSpec.Fidelity fidelity) {}

    /**
     * Numbers of entries, resolved for this prompt.
     *
     * @param capacity entries kept of the prompt
     * @param window entries kept of the output
     * @param recent newest entries of the window, never evicted
     */
    public record Sizes(int capacity, int window, int recent) {}

    /**
     * @param peakBytes most held after any step
     * @param meanBytes mean over the steps
     */
    public record Memory(long peakBytes, double meanBytes) {
        public Memory {
            meanBytes = measured(meanBytes, Double.MAX_VALUE);
        }
    }

    /**
     * Numbers of evicted entries.
     *
     * @param spilled entries written to the spill store
     */
    public record Evictions(long prefill, long decode, long spilled) {}

    /**
     * Recall of evicted entries.
     *
     * @param recalled entries brought back
     * @param lost entries requested from the spill store that it no longer had
     * @param retained share of the chosen entries that were in a recall slot before the choice, 0 to 1
     * @param stallMs time that steps waited for entries to be read
     * @param covered mean share of the attention mass on held or recalled entries, as the keys' codes estimate it
     */
    public record Recall(long recalled, long lost, double retained, double stallMs, double covered) {
        /** A request without recall. */
        public static final Recall NONE = new Recall(0, 0, 1, 0, 1);

        public Recall {
            retained = measured(retained, 1);
            stallMs = measured(stallMs, Double.MAX_VALUE);
            covered = measured(covered, 1);
        }
    }

    /**
     * Attention on evicted entries.
     *
     * @param prefill mean share of attention mass on the evicted prompt entries
     * @param decode mean attention weight of an entry at the step after which it was evicted
     */
    public record LostMass(double prefill, double decode) {
        public LostMass {
            prefill = measured(prefill, Double.MAX_VALUE);
            decode = measured(decode, Double.MAX_VALUE);
        }
    }

    /** 0 for a measure that isn't finite, and the nearest value of the range for one outside of 0 to {@code most}. */
    private static double measured(double value, double most) {
        return Double.isFinite(value) ? Math.max(0, Math.min(most, value)) : 0;
    }

    /** A report without losses: all counts are 0. */
    public static KvReportBuilder builder() {
        return new KvReportBuilder();
    }

    @JsonValue
    Map<String, Object> json() {
        return KvReportJson.write(this);
    }
}
