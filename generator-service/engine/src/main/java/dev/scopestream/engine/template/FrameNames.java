package dev.scopestream.engine.template;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The names that one level of a template reads and sets, in the order of its statements, as Jinja2's compiler tracks them
 * ({@code jinja2.idtracking.Symbols}).
 */
final class FrameNames {
    private final FrameNames parent;
    /** Where this is a branch: the level that it belongs to, whose names are its own too; null: a level. */
    private final FrameNames level;

    private final Set<String> known = new HashSet<>();
    private final Set<String> stored = new HashSet<>();
    /** Names that begin as undefined at this level; a variable around it of the same name is hidden. */
    private final Set<String> undefined = new HashSet<>();

    private FrameNames(FrameNames parent, FrameNames level) {
        this.parent = parent;
        this.level = level;
    }

    /** @param parent the level around it; null: none */
    static FrameNames in(FrameNames parent) {
        return new FrameNames(parent, null);
    }

    Set<String> undefined() {
        return Set.copyOf(undefined);
    }

    private boolean knows(String name) {
        return known.contains(name) || (level != null && level.knows(name));
    }

    private boolean stores(String name) {
        return stored.contains(name) || (level != null && level.stores(name));
    }

    private boolean finds(String name) {
        return knows(name) || knownAround(name);
    }

    private boolean knownAround(String name) {
        return parent != null && parent.finds(name);
    }

    void read(String name) {
        if (!finds(name)) {
            known.add(name);
        }
    }

    /** A name that has a value from the beginning. */
    void parameter(String name) {
        stored.add(name);
        known.add(name);
        undefined.remove(name);
    }

    void set(String name) {
        if (!stores(name)) {
            stored.add(name);
        }
        if (!knows(name)) {
            known.add(name);
            if (!knownAround(name)) {
                undefined.add(name);
            }
        }
    }

    /** The branches of an {@code if}: each begins with what is known here. A name that not all of them set isn't undefined. */
    void branches(List<Consumer<FrameNames>> branches) {
        List<FrameNames> ends = branches.stream()
                .map(branch -> {
                    FrameNames names = new FrameNames(parent, this);
                    branch.accept(names);
                    return names;
                })
                .toList();
        Map<String, Integer> counts = new HashMap<>();
        ends.forEach(end -> end.stored.forEach(name -> counts.merge(name, 1, Integer::sum)));
        for (FrameNames end : ends) {
            known.addAll(end.known);
            stored.addAll(end.stored);
            undefined.addAll(end.undefined);
        }
        counts.forEach((name, count) -> {
            if (count < ends.size()) {
                undefined.remove(name);
            }
        });
    }
}
