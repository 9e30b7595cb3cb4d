package dev.scopestream.cli.scale;

import dev.scopestream.cli.common.ExitCodes;

/**
 * What to do about the number of generators.
 *
 * @param wanted how many there should be
 */
record Advice(Verdict verdict, int wanted, String text) {
    /** The command's exit code says which. */
    enum Verdict {
        FINE(ExitCodes.DONE),
        MORE(ExitCodes.FOUND),
        FEWER(ExitCodes.FEWER);

        final int exitCode;

        Verdict(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    /**
     * As many generators as there is work for, at least {@code least}, and not more than there are partitions: more can't
     * share them.
     *
     * @param each prompts that one generator shall have at a time
     */
    static Advice of(GroupState state, int each, int least) {
        long asked = Math.max(least, (state.unfinished() + each - 1) / each);
        int wanted = (int) Math.min(asked, state.partitions());
        int now = state.instances().size();
        if (now < wanted) {
            String limit = asked > state.partitions()
                    ? "; the work is worth " + asked + ", but " + state.partitions()
                            + " partitions can't be shared by more"
                    : "";
            return new Advice(Verdict.MORE, wanted, "start " + (wanted - now) + " more: " + wanted + " in all" + limit);
        }
        if (now > state.partitions()) {
            return new Advice(
                    Verdict.FEWER,
                    wanted,
                    "stop " + (now - state.partitions()) + ": " + state.partitions()
                            + " partitions can't be shared by more, " + state.idle() + " are idle");
        }
        if (now > wanted) {
            return new Advice(Verdict.FEWER, wanted, wanted + " would do: " + (now - wanted) + " may stop");
        }
        String limit = asked > state.partitions()
                ? "; more work than they can do at once, but more instances need more partitions"
                : "";
        return new Advice(Verdict.FINE, wanted, "as many as it takes" + limit);
    }
}
