package dev.scopestream.cli.experiment;

import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.policy.PrefillPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Every pair of policies that go together, at every budget; the full cache first. */
final class PolicyGrid {
    /** Recall is tried where it is cheap to compare: one policy at decode. */
    private static final String RECALLING_DECODE = "slide";

    private static final List<String> RECALLING_PREFILLS = List.of("snapkv", "h2o");

    private PolicyGrid() {}

    /**
     * @param prefills names, none for all; likewise decodes
     * @param budgets in percent of the prompt's tokens
     * @param recall whether {@code slide} is also tried with recall
     * @throws InvalidRequestException for a name that isn't one, and a policy that goes with none of the other phase's
     */
    static List<Cell> cells(
            Collection<String> prefills, Collection<String> decodes, List<Integer> budgets, boolean recall) {
        PolicyRegistry registry = PolicyRegistry.standard();
        List<String> first = prefills.stream()
                .map(registry::prefill)
                .map(PrefillPolicy::name)
                .toList();
        Collection<String> firsts = first.isEmpty() ? registry.prefillNames() : first;
        List<String> then =
                decodes.stream().map(name -> decode(registry, firsts, name)).toList();
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.full());
        for (String prefill : firsts) {
            List<String> partners = registry.decodeNames(prefill).stream()
                    .filter(name -> then.isEmpty() || then.contains(name))
                    .toList();
            if (partners.isEmpty() && !first.isEmpty()) {
                throw new InvalidRequestException(
                        "kv.prefill",
                        "'" + prefill + "' goes with none of the chosen decode policies (" + String.join(", ", then)
                                + "), but with: " + String.join(", ", registry.decodeNames(prefill)));
            }
            partners.forEach(decode -> budgets.forEach(budget -> add(cells, prefill, decode, budget, recall)));
        }
        return List.copyOf(cells);
    }

    /** The policy's name, if it goes with one of these at least. */
    private static String decode(PolicyRegistry registry, Collection<String> prefills, String name) {
        String known = registry.decodeNamed(name).name();
        if (prefills.stream().noneMatch(prefill -> registry.decodeNames(prefill).contains(known))) {
            throw new InvalidRequestException(
                    "kv.decode",
                    "'" + name + "' goes with none of the chosen prefill policies (" + String.join(", ", prefills)
                            + ")");
        }
        return known;
    }

    private static void add(List<Cell> cells, String prefill, String decode, int budget, boolean recall) {
        if (prefill.equals(Cell.ALL) && decode.equals(Cell.NONE)) {
            return; // has no budget, and is there already
        }
        cells.add(Cell.of(prefill, decode, budget));
        if (prefill.equals(decode)) {
            // one budget for both phases: with the whole prompt's bytes it can be compared with a prompt that is kept
            cells.add(Cell.whole(prefill, decode, budget));
        }
        if (recall && decode.equals(RECALLING_DECODE) && RECALLING_PREFILLS.contains(prefill)) {
            cells.add(Cell.recalling(prefill, decode, budget));
        }
    }
}
