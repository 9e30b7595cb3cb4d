package dev.scopestream.cli.experiment;

import dev.scopestream.engine.policy.PolicyRegistry;
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
     * @throws dev.scopestream.engine.InvalidRequestException for a name that isn't one
     */
    static List<Cell> cells(
            Collection<String> prefills, Collection<String> decodes, List<Integer> budgets, boolean recall) {
        PolicyRegistry registry = PolicyRegistry.standard();
        prefills.forEach(registry::prefill);
        decodes.stream()
                .filter(name ->
                        registry.decodes().stream().noneMatch(p -> p.name().equals(name)))
                .forEach(name -> registry.decode(Cell.ALL, name));
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.full());
        for (String prefill : prefills.isEmpty() ? registry.prefillNames() : prefills) {
            for (String decode : registry.decodeNames(prefill)) {
                if (decodes.isEmpty() || decodes.contains(decode)) {
                    budgets.forEach(budget -> add(cells, prefill, decode, budget, recall));
                }
            }
        }
        return List.copyOf(cells);
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
