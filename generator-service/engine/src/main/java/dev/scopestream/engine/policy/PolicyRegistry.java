package dev.scopestream.engine.policy;

import dev.scopestream.engine.InvalidRequestException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Every policy there is, and which prefill goes with which decode: the one place that lists them. */
public final class PolicyRegistry {
    private final Map<String, PrefillPolicy> prefills = new LinkedHashMap<>();
    private final Map<String, DecodePolicy> decodes = new LinkedHashMap<>();
    private final Map<String, Set<String>> pairs = new LinkedHashMap<>();

    /** SCOPE's 21 pairs, and policies of our own. */
    public static PolicyRegistry standard() {
        PolicyRegistry r = new PolicyRegistry();
        List<DecodePolicy> scope = List.of(
                new DecodePolicies.None(),
                new DecodePolicies.Slide(),
                new DecodePolicies.Adaptive(),
                new DecodePolicies.Discontinuous(),
                new Tova());
        r.add(new PrefillPolicies.AllKv(), scope);
        r.add(new PrefillPolicies.H2o(), scope);
        r.add(new PrefillPolicies.H2o(), List.of(new DecodePolicies.H2o()));
        r.add(new PrefillPolicies.SnapKv(), scope);
        r.add(new PrefillPolicies.PyramidKv(), scope);
        r.add(
                new PrefillPolicies.PyramidInfer(),
                List.of(new DecodePolicies.None(), new DecodePolicies.PyramidInfer()));
        r.add(new PrefillPolicies.StreamingLlm(), List.of(new DecodePolicies.None(), new DecodePolicies.Slm()));
        return r;
    }

    private void add(PrefillPolicy prefill, List<DecodePolicy> with) {
        prefills.put(prefill.name(), prefill);
        for (DecodePolicy decode : with) {
            decodes.put(decode.name(), decode);
            pairs.computeIfAbsent(prefill.name(), n -> new TreeSet<>()).add(decode.name());
        }
    }

    /** @throws InvalidRequestException for a name that isn't one, with the names there are */
    public PrefillPolicy prefill(String name) {
        return find("kv.prefill", name, prefills);
    }

    /** @throws InvalidRequestException for a name that isn't one, or doesn't go with this prefill policy */
    public DecodePolicy decode(String prefill, String name) {
        DecodePolicy policy = find("kv.decode", name, decodes);
        Set<String> allowed = pairs.get(prefill(prefill).name());
        if (!allowed.contains(policy.name())) {
            throw new InvalidRequestException(
                    "kv.decode",
                    "'" + name + "' doesn't go with prefill '" + prefill + "'; there are: "
                            + String.join(", ", allowed));
        }
        return policy;
    }

    public Collection<String> prefillNames() {
        return List.copyOf(prefills.keySet());
    }

    /** Decode policies that go with a prefill policy. */
    public Collection<String> decodeNames(String prefill) {
        return List.copyOf(pairs.get(prefill(prefill).name()));
    }

    private static <P> P find(String field, String name, Map<String, P> all) {
        P found = all.get(name.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new InvalidRequestException(
                    field, "unknown policy '" + name + "'; there are: " + String.join(", ", all.keySet()));
        }
        return found;
    }
}
