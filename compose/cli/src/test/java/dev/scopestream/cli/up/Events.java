package dev.scopestream.cli.up;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.Usage;
import java.util.List;

/** Events for tests. */
final class Events {
    private Events() {}

    static AccuracyEvent score(String id, double reference, double aligned) {
        KvReport kv = KvReport.builder()
                .policy("h2o", "slide", KvSpec.Fidelity.SCOPE)
                .sizes(135, 128, 64)
                .memory(4096, 2048)
                .evictions(7, 9, 0)
                .build();
        return new AccuracyEvent(
                id,
                "synthetic_32",
                0,
                "tiny",
                "h2o+slide",
                "",
                "135/128/64",
                reference,
                aligned,
                List.of(),
                0,
                0,
                0,
                kv,
                Usage.of(10, 20),
                new RequestTimings(1, 2, 4, 100));
    }
}
