package dev.scopestream.client.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Cities that each have one connection on, to one other city; asked is the way from one to another. The prompt names the
 * connections in any order, besides those of the way as many that lead astray: to a city of the way, or away from it.
 */
final class PathTraversal {
    private static final double CHARACTERS_A_TOKEN = 3;
    private static final List<String> MEANS = List.of("bus", "train", "plane", "ferry");
    private static final List<String> FIRST = List.of(
            "Al", "Bar", "Cor", "Dun", "El", "Fal", "Gor", "Hal", "In", "Kar", "Lan", "Mor", "Nor", "Os", "Per");
    private static final List<String> MIDDLE =
            List.of("a", "be", "di", "e", "ga", "i", "ka", "le", "mo", "na", "o", "ri", "sa", "te", "u");
    private static final List<String> LAST =
            List.of("burg", "dale", "ford", "gate", "ham", "land", "mouth", "port", "stead", "ton", "ville", "wick");

    private static final String TASK =
            """
            In a made-up world, each city has exactly one connection on to another city, by bus, train, plane or ferry. \
            Connections lead one way only. Find the route between two cities: begin at the first, look up where its \
            connection leads, go on from there, and end at the second. Write one line a step, between <Route> and </Route>.

            Example. The connections:
            From Solten a bus goes to Ramvik.
            From Quista a ferry goes to Solten.
            From Ramvik a plane goes to Tolmere.
            From Umbrin a train goes to Ramvik.
            The route from Quista to Tolmere:
            <Route>
            From Quista, take a ferry to Solten.
            From Solten, take a bus to Ramvik.
            From Ramvik, take a plane to Tolmere.
            </Route>

            Now the connections are:
            """;

    private record Leg(String from, String means, String to) {
        String connection() {
            return "From " + from + " a " + means + " goes to " + to + ".\n";
        }

        String step() {
            return "From " + from + ", take a " + means + " to " + to + ".\n";
        }
    }

    private PathTraversal() {}

    static LongProc.Problem problem(Random random, LongProc.Size size) {
        int characters = 0;
        Set<String> taken = new LinkedHashSet<>();
        List<Leg> way = new ArrayList<>();
        String at = city(random, taken);
        String start = at;
        int limit = (int) (size.tokens() * CHARACTERS_A_TOKEN * 0.9);
        while (true) {
            Leg leg = new Leg(at, MEANS.get(random.nextInt(MEANS.size())), city(random, taken));
            if (!way.isEmpty() && characters + leg.step().length() > limit) {
                break;
            }
            characters += leg.step().length();
            way.add(leg);
            at = leg.to();
        }
        List<String> cities = new ArrayList<>(way.stream().map(Leg::from).toList());
        cities.add(at);
        List<Leg> all = new ArrayList<>(way);
        for (int i = 0; i < way.size(); i++) {
            String astray = city(random, taken);
            all.add(new Leg(
                    astray, MEANS.get(random.nextInt(MEANS.size())), cities.get(random.nextInt(cities.size()))));
            cities.add(astray);
        }
        // the last city leads on, too: the route ends where it was asked to
        all.add(new Leg(at, MEANS.get(random.nextInt(MEANS.size())), cities.get(random.nextInt(way.size()))));
        Collections.shuffle(all, random);
        StringBuilder prompt = new StringBuilder(TASK);
        all.forEach(leg -> prompt.append(leg.connection()));
        prompt.append("The route from ").append(start).append(" to ").append(at).append(":\n");
        StringBuilder output = new StringBuilder("<Route>\n");
        way.forEach(leg -> output.append(leg.step()));
        return new LongProc.Problem(prompt.toString(), output + "</Route>\n");
    }

    /** A name that no other city has. */
    private static String city(Random random, Set<String> taken) {
        while (true) {
            String name = FIRST.get(random.nextInt(FIRST.size()))
                    + MIDDLE.get(random.nextInt(MIDDLE.size()))
                    + LAST.get(random.nextInt(LAST.size()));
            if (taken.add(name)) {
                return name;
            }
        }
    }
}
