package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.decode.Runs;
import java.util.List;

/** The engine's own policies. */
class StandardPoliciesTest extends PolicyMatrix {
    @Override
    protected List<KvOptions> options() {
        return Runs.everyPair();
    }
}
