package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions;
import java.util.List;

/** The engine's own policies, every pair that there is. */
class StandardPoliciesTest extends PolicyMatrix {
    @Override
    protected List<KvOptions> options() {
        PolicyRegistry registry = PolicyRegistry.standard();
        return registry.prefillNames().stream()
                .flatMap(prefill -> registry.decodeNames(prefill).stream().map(d -> MatrixRuns.small(prefill, d)))
                .toList();
    }
}
