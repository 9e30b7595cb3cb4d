package dev.scopestream.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which of SCOPE's claims the points bear out. Where bytes differ between two cells, the tables say by how much. */
final class Claims {
    /** One budget for prompt and output together, with the bytes of a prompt that is kept and a window. */
    private static final List<String> UNIFIED = List.of(
            "h2o+h2o, the whole prompt's bytes", "pyramidinfer+pyramidinfer, the whole prompt's bytes", "allkv+tova");

    private static final List<String> SCOPES = List.of("slide", "adaptive", "discontinuous");

    private final Map<String, Point> points;
    private final TreeSet<Integer> budgets = new TreeSet<>();

    private Claims(List<Point> points) {
        this.points = points.stream()
                .filter(p -> !p.outcome().scores().isEmpty())
                .collect(Collectors.toMap(p -> key(p.cell().pair(), p.cell().budget()), Function.identity()));
        points.forEach(p -> budgets.add(p.cell().budget()));
    }

    static List<Claim> of(List<Point> points) {
        return new Claims(points).all();
    }

    private List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        for (String unified : UNIFIED) {
            claims.add(claim(
                    "A prompt that is kept whole, with a window for the output (allkv+slide), is better than one budget"
                            + " for both of the same bytes: " + unified + " (paper, section 4)",
                    List.of(List.of(unified, "allkv+slide"))));
        }
        for (String plugIn : List.of("snapkv", "pyramidkv", "h2o")) {
            for (String unified : List.of("tova", "h2o")) {
                claims.add(claim(
                        "After " + plugIn
                                + " at prefill, a window at decode (slide) is better than one budget for both ("
                                + unified + ")",
                        List.of(List.of(plugIn + "+" + unified, plugIn + "+slide"))));
            }
            claims.add(claim(
                    "After " + plugIn + " at prefill, a window at decode costs nothing against keeping all of the"
                            + " output",
                    SCOPES.stream()
                            .map(s -> List.of(plugIn + "+none", plugIn + "+" + s))
                            .toList()));
        }
        claims.add(claim(
                "A growing window (adaptive) is as good as a full one (slide), with fewer bytes",
                List.of(List.of("allkv+slide", "allkv+adaptive"), List.of("snapkv+slide", "snapkv+adaptive"))));
        claims.add(claim(
                "Evicting every other step (discontinuous) is as good as every step (adaptive)",
                List.of(
                        List.of("allkv+adaptive", "allkv+discontinuous"),
                        List.of("snapkv+adaptive", "snapkv+discontinuous"))));
        claims.add(claim(
                "Recall makes up for what was evicted",
                List.of(
                        List.of("snapkv+slide", "snapkv+slide with recall"),
                        List.of("h2o+slide", "h2o+slide with recall"))));
        return claims.stream().filter(c -> !c.comparisons().isEmpty()).toList();
    }

    private Claim claim(String text, List<List<String>> pairs) {
        List<Comparison> comparisons = new ArrayList<>();
        for (List<String> pair : pairs) {
            for (int budget : budgets) {
                Optional<Point> first = point(pair.get(0), budget);
                Optional<Point> second = point(pair.get(1), budget);
                if (first.isPresent()
                        && second.isPresent()
                        && first.get().outcome().sharesDocuments(second.get().outcome())) {
                    comparisons.add(Comparison.of(first.get(), second.get()));
                }
            }
        }
        return new Claim(text, List.copyOf(comparisons));
    }

    private Optional<Point> point(String pair, int budget) {
        return Optional.ofNullable(points.get(key(pair, budget)));
    }

    private static String key(String pair, int budget) {
        return pair + "@" + budget;
    }
}
