package dev.scopestream.scorer.score;

import dev.scopestream.events.Limits;

/** The name under which results are grouped: the policy, with the score and recall that the prompt requested. */
public final class PolicyLabel {
    /** Most characters of a summary's policy. */
    private static final int MOST_CHARS = 2 * Limits.NAME_CHARS + 1;

    private PolicyLabel() {}

    /**
     * {@code h2o+slide}, {@code h2o+slide (score max, recall 64)}.
     *
     * @param policy as the result names it
     * @param variant the score and recall slots that were named; may be empty
     */
    public static String of(String policy, String variant) {
        String label = policy + " (" + variant + ")";
        return variant.isEmpty() || label.length() > MOST_CHARS ? policy : label;
    }
}
