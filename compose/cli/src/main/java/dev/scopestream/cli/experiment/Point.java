package dev.scopestream.cli.experiment;

import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.dataset.PolicyOutcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came out in one cell.
 *
 * @param share of the full cache's bytes, in percent, the mean over each document's time
 */
record Point(Cell cell, PolicyOutcome outcome, double share) {
    /** Right answers by the aligned scorer in percent. */
    double score() {
        return outcome.aligned().mean();
    }

    /** For tables and programs. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prefill", cell.prefill());
        fields.put("decode", cell.decode());
        fields.put("budget_percent", cell.budget());
        fields.put("recall", cell.recall());
        fields.putAll(outcome.fields());
        fields.put("kv_bytes_percent", JsonOption.finite(share));
        return fields;
    }
}
