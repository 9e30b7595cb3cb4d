package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whether a benchmark measures recall, and with which settings. */
final class RecallOption {
    @Option(
            names = "--recall",
            paramLabel = "SLOTS,BITS,EVERY",
            description = "Measures also with what is evicted recalled, such as 64,2,8.")
    private String recall;

    boolean isGiven() {
        return recall != null;
    }

    /**
     * As the generator's options.
     *
     * @throws CliException when it isn't three values
     */
    Map<String, Object> properties() {
        String[] numbers = recall.split(",", -1);
        if (numbers.length != 3) {
            throw new CliException("--recall must be SLOTS,BITS,EVERY, is '" + recall + "'");
        }
        return Map.of(
                "scope.kv.recall-slots", numbers[0],
                "scope.kv.recall-bits", numbers[1],
                "scope.kv.recall-every", numbers[2]);
    }
}
