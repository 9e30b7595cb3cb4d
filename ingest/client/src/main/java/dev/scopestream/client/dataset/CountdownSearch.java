package dev.scopestream.client.dataset;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The search of {@link Countdown}, as it writes itself down. */
final class CountdownSearch {
    private static final int MOST = 2000;

    /** An operation on a >= b. */
    enum Operation {
        PLUS('+'),
        MINUS('-'),
        TIMES('*'),
        OVER('/');

        final char sign;

        Operation(char sign) {
            this.sign = sign;
        }

        /** Its result; empty: it is dropped. */
        Optional<Integer> of(int a, int b) {
            int result =
                    switch (this) {
                        case PLUS -> a + b;
                        case MINUS -> a - b;
                        case TIMES -> a * b;
                        case OVER -> b == 0 || a % b != 0 ? -1 : a / b;
                    };
            return result < 0 || result > MOST ? Optional.empty() : Optional.of(result);
        }
    }

    private final int target;
    private final StringBuilder log = new StringBuilder();
    private final Deque<String> equations = new ArrayDeque<>();

    private CountdownSearch(int target) {
        this.target = target;
    }

    /** The search and its solution; empty: there is none. */
    static Optional<String> output(List<Integer> numbers, int target) {
        CountdownSearch search = new CountdownSearch(target);
        search.log.append("# Search\n");
        if (!search.find(numbers, 0)) {
            return Optional.empty();
        }
        StringBuilder output = search.log.append("<Solution>\n");
        search.equations.descendingIterator().forEachRemaining(e -> output.append(e)
                .append('\n'));
        return Optional.of(output.append("</Solution>\n").toString());
    }

    private boolean find(List<Integer> numbers, int depth) {
        for (int i = 0; i < numbers.size(); i++) {
            for (int j = i + 1; j < numbers.size(); j++) {
                List<Integer> left = new ArrayList<>(numbers);
                int second = left.remove(j);
                int first = left.remove(i);
                if (tried(Math.max(first, second), Math.min(first, second), left, depth)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Tries a pair's operations. */
    private boolean tried(int a, int b, List<Integer> left, int depth) {
        for (Operation operation : Operation.values()) {
            log.append("  ".repeat(depth))
                    .append(a)
                    .append(' ')
                    .append(operation.sign)
                    .append(' ')
                    .append(b);
            Optional<Integer> result = operation.of(a, b);
            if (result.isEmpty()) {
                log.append(": drop\n");
                continue;
            }
            String equation = a + " " + operation.sign + " " + b + " = " + result.get();
            log.append(" = ").append(result.get());
            List<Integer> next = new ArrayList<>(List.of(result.get()));
            next.addAll(left);
            if (next.size() == 1) {
                boolean found = result.get() == target;
                log.append(found ? ": found\n" : ": drop\n");
                if (found) {
                    equations.push(equation);
                    return true;
                }
                continue;
            }
            log.append(": ").append(next).append('\n');
            equations.push(equation);
            if (find(next, depth + 1)) {
                return true;
            }
            equations.pop();
        }
        return false;
    }
}
