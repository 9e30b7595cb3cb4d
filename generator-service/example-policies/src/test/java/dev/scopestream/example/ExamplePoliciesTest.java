package dev.scopestream.example;

import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.policy.MatrixRuns;
import dev.scopestream.engine.policy.PolicyMatrix;
import java.util.List;

/** The policies of this module do what every policy must do. */
class ExamplePoliciesTest extends PolicyMatrix {
    @Override
    protected List<KvOptions> options() {
        return List.of(
                MatrixRuns.small("keynorm", "none"),
                MatrixRuns.small("keynorm", "slide"),
                MatrixRuns.small("keynorm", "vatp"),
                MatrixRuns.small("allkv", "vatp"),
                MatrixRuns.small("snapkv", "vatp"));
    }
}
