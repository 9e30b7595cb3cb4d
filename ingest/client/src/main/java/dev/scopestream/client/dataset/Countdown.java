package dev.scopestream.client.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Numbers, four or for small models three, and a target that sums, differences, products and quotients make of all of them. Asked is
 * a depth-first search in a fixed order, {@link CountdownSearch}, and the solution that it finds.
 */
final class Countdown {
    private static final double CHARACTERS_A_TOKEN = 1.4;
    private static final int MOST_NUMBER = 25;

    private static final String TASK =
            """
            Make the target of the numbers: use each exactly once, with +, -, * and /. Search for it step by step:
            - Take two numbers a >= b of the current numbers, every pair in the order in which they stand, and try a + b, a - b, \
            a * b, a / b in this order.
            - A result that isn't a whole number, or is above 2000, is dropped. Any other one is put before the numbers that \
            are left, and the search goes on with these.
            - When one number is left it is the target, or it is dropped, and the search goes back.
            Write a line for each try as in the example, then the solution's equations between <Solution> and </Solution>.

            Example.
            """;

    private Countdown() {}

    /** A random problem; empty: its search isn't of this size. */
    static Optional<LongProc.Problem> problem(Random random, LongProc.Size size) {
        int count = size == LongProc.Size.TINY ? 3 : 4;
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(1 + random.nextInt(MOST_NUMBER));
        }
        Optional<Integer> target = target(random, numbers);
        return target.flatMap(t -> CountdownSearch.output(numbers, t))
                .filter(output -> size.fits(output.length(), CHARACTERS_A_TOKEN))
                .map(output -> new LongProc.Problem(prompt(numbers, target.get(), count), output));
    }

    private static String prompt(List<Integer> numbers, int target, int count) {
        List<Integer> example = count == 3 ? List.of(3, 8, 2) : List.of(6, 2, 3, 1);
        int found = count == 3 ? 22 : 11;
        return TASK + asked(example, found)
                + CountdownSearch.output(example, found).orElseThrow() + "\nNow it is your turn.\n"
                + asked(numbers, target);
    }

    private static String asked(List<Integer> numbers, int target) {
        return "Numbers: " + numbers + "\nTarget: " + target + "\n";
    }

    /** What random operations make of all numbers; empty: nothing that is a target. */
    private static Optional<Integer> target(Random random, List<Integer> numbers) {
        List<Integer> left = new ArrayList<>(numbers);
        while (left.size() > 1) {
            int a = left.remove(random.nextInt(left.size()));
            int b = left.remove(random.nextInt(left.size()));
            List<CountdownSearch.Operation> all = List.of(CountdownSearch.Operation.values());
            CountdownSearch.Operation operation = all.get(random.nextInt(all.size()));
            Optional<Integer> result = operation.of(Math.max(a, b), Math.min(a, b));
            if (result.isEmpty()) {
                return Optional.empty();
            }
            left.add(result.get());
        }
        return Optional.of(left.get(0)).filter(t -> t > 0);
    }
}
