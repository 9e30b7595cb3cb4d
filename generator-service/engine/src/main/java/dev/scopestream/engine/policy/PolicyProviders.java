package dev.scopestream.engine.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Policies of other jars, as {@link ServiceLoader} finds them, and the checks of their names. */
final class PolicyProviders {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    private PolicyProviders() {}

    /**
     * The given policies, then the policies of other jars.
     *
     * @throws PolicyException for a provider that can't be loaded or made, with its class
     */
    static <P> List<P> with(List<P> own, Class<P> type) {
        return with(own, type, type.getClassLoader());
    }

    static <P> List<P> with(List<P> own, Class<P> type, ClassLoader loader) {
        List<P> all = new ArrayList<>(own);
        try {
            ServiceLoader.load(type, loader).stream().forEach(provider -> all.add(make(type, provider)));
        } catch (ServiceConfigurationError e) {
            throw new PolicyException("a " + type.getSimpleName() + " can't be loaded: " + reasons(e), e);
        }
        return all;
    }

    private static <P> P make(Class<P> type, ServiceLoader.Provider<P> provider) {
        try {
            return provider.get();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new PolicyException(
                    "the " + type.getSimpleName() + " " + provider.type().getName() + " can't be made: " + reasons(e),
                    e);
        }
    }

    /** @throws PolicyException for a name that isn't one, and two policies of one name */
    static <P> Map<String, P> byName(List<P> policies, Function<P, String> naming) {
        Map<String, P> named = new LinkedHashMap<>();
        for (P policy : policies) {
            String name = name(policy, naming);
            P other = named.putIfAbsent(name, policy);
            if (other != null) {
                throw new PolicyException("two policies are called '" + name + "': "
                        + other.getClass().getName() + " and "
                        + policy.getClass().getName()
                        + "; take one of them off the class path");
            }
        }
        return Collections.unmodifiableMap(named);
    }

    private static <P> String name(P policy, Function<P, String> naming) {
        String name;
        try {
            name = naming.apply(policy);
        } catch (RuntimeException e) {
            throw new PolicyException(
                    "the policy " + policy.getClass().getName() + " can't say its name: " + reasons(e), e);
        }
        if (name == null || !NAME.matcher(name).matches()) {
            throw new PolicyException("the policy " + policy.getClass().getName() + " is called '" + name
                    + "'; a name is lower-case letters, digits, - and _, beginning with a letter, at most 64");
        }
        return name;
    }

    private static String reasons(Throwable e) {
        return e.getCause() == null ? e.toString() : e.getMessage() + ": " + e.getCause();
    }
}
