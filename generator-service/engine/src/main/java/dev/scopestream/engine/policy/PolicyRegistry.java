package dev.scopestream.engine.policy;

import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Policies by name. */
public final class PolicyRegistry {
    private final Map<String, PrefillPolicy> prefills;
    private final Map<String, DecodePolicy> decodes;

    private PolicyRegistry(Map<String, PrefillPolicy> prefills, Map<String, DecodePolicy> decodes) {
        this.prefills = prefills;
        this.decodes = decodes;
    }

    /**
     * The engine's own policies and the policies of other jars on the class path.
     *
     * @throws PolicyException for a provider that fails, a name that isn't one, and two policies of one name
     */
    public static PolicyRegistry standard() {
        return of(
                PolicyProviders.with(StandardPolicies.prefills(), PrefillPolicy.class),
                PolicyProviders.with(StandardPolicies.decodes(), DecodePolicy.class));
    }

    /** @throws PolicyException for a name that isn't one, and two policies of one name */
    public static PolicyRegistry of(List<PrefillPolicy> prefills, List<DecodePolicy> decodes) {
        return new PolicyRegistry(
                PolicyProviders.byName(prefills, PrefillPolicy::name),
                PolicyProviders.byName(decodes, DecodePolicy::name));
    }

    /**
     * The policies of a request.
     *
     * @throws InvalidRequestException for a name that isn't one, policies that don't go together, and a policy that the
     *     reference doesn't have in {@code reference} fidelity
     */
    public PolicyPair pair(KvOptions kv) {
        PolicyPair pair = new PolicyPair(
                prefill(kv.prefill().policy()),
                decode(kv.prefill().policy(), kv.decode().policy()));
        if (kv.fidelity() == Fidelity.REFERENCE && !pair.inReference()) {
            String name = pair.prefill().inReference()
                    ? pair.decode().name()
                    : pair.prefill().name();
            throw new InvalidRequestException(
                    "kv.fidelity", "the reference has no policy '" + name + "'; use fidelity scope with it");
        }
        return pair;
    }

    /** @throws InvalidRequestException for a name that isn't one, with the names there are and the nearest of them */
    public PrefillPolicy prefill(String name) {
        return find("kv.prefill", name, prefills);
    }

    /** @throws InvalidRequestException for a name that isn't one, with the names there are and the nearest of them */
    public DecodePolicy decodeNamed(String name) {
        return find("kv.decode", name, decodes);
    }

    /** @throws InvalidRequestException for a name that isn't one, or doesn't go with this prefill policy */
    public DecodePolicy decode(String prefill, String name) {
        DecodePolicy policy = decodeNamed(name);
        if (!together(prefill(prefill), policy)) {
            throw new InvalidRequestException(
                    "kv.decode",
                    "'" + name + "' doesn't go with prefill '" + prefill + "'; there are: "
                            + String.join(", ", decodeNames(prefill)));
        }
        return policy;
    }

    /** Whether a policy is one of the engine's own, not of another jar. */
    public static boolean isOwn(DecodePolicy policy) {
        return StandardPolicies.decodes().stream().anyMatch(own -> own.getClass() == policy.getClass());
    }

    public Collection<PrefillPolicy> prefills() {
        return prefills.values();
    }

    public Collection<DecodePolicy> decodes() {
        return decodes.values();
    }

    public Collection<String> prefillNames() {
        return List.copyOf(prefills.keySet());
    }

    /** Decode policies that go with a prefill policy, sorted by name. */
    public Collection<String> decodeNames(String prefill) {
        PrefillPolicy first = prefill(prefill);
        return decodes.values().stream()
                .filter(decode -> together(first, decode))
                .map(DecodePolicy::name)
                .sorted()
                .toList();
    }

    private static boolean together(PrefillPolicy prefill, DecodePolicy decode) {
        return prefill.goesWith(decode) && decode.goesWith(prefill);
    }

    private static <P> P find(String field, String name, Map<String, P> all) {
        String lower = name.toLowerCase(Locale.ROOT);
        P found = all.get(lower);
        if (found == null) {
            LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
            String nearest = all.keySet().stream()
                    .min(Comparator.comparing((String known) -> distance.apply(known, lower)))
                    .orElse("");
            throw new InvalidRequestException(
                    field,
                    "unknown policy '" + name + "'; there are: " + String.join(", ", all.keySet())
                            + "; the nearest is '" + nearest + "'");
        }
        return found;
    }
}
