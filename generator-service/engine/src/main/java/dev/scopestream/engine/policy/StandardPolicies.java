package dev.scopestream.engine.policy;

import java.util.List;

/** The policies of this engine. */
final class StandardPolicies {
    private StandardPolicies() {}

    static List<PrefillPolicy> prefills() {
        return List.of(
                new AllKv(),
                new H2oPrefill(),
                new SnapKv(),
                new PyramidKv(),
                new PyramidInferPrefill(),
                new StreamingLlm());
    }

    static List<DecodePolicy> decodes() {
        return List.of(
                new NoEviction(),
                new Slide(),
                new Adaptive(),
                new Discontinuous(),
                new Tova(),
                new RKv(),
                new LazyEviction(),
                new SnapKvDecode(),
                new MorphKv(),
                new H2oDecode(),
                new PyramidInferDecode(),
                new SinkWindow());
    }
}
