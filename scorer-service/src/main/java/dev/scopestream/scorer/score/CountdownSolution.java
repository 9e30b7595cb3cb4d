package dev.scopestream.scorer.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a solution of a countdown has to use and to reach.
 *
 * @param numbers each to be used once
 * @param target what the last equation gives; absent in solutions that can't be read
 */
record CountdownSolution(List<Long> numbers, Optional<Long> target) {
    private static final Pattern EQUATION = Pattern.compile("(\\d{1,9}) ?([-+*/]) ?(\\d{1,9}) ?= ?(\\d{1,9})");

    private record Equation(long a, char sign, long b, long result) {
        static Optional<Equation> read(String line) {
            Matcher m = EQUATION.matcher(line);
            return m.matches()
                    ? Optional.of(new Equation(
                            Long.parseLong(m.group(1)),
                            m.group(2).charAt(0),
                            Long.parseLong(m.group(3)),
                            Long.parseLong(m.group(4))))
                    : Optional.empty();
        }

        boolean holds() {
            return switch (sign) {
                case '+' -> a + b == result;
                case '-' -> a - b == result;
                case '*' -> a * b == result;
                default -> b != 0 && result * b == a;
            };
        }
    }

    /** Of the equations of a right solution: the numbers are what they use and don't make. */
    static CountdownSolution of(List<String> right) {
        List<Long> used = new ArrayList<>();
        List<Long> made = new ArrayList<>();
        for (String line : right) {
            Optional<Equation> equation = Equation.read(line);
            if (equation.isEmpty()) {
                return new CountdownSolution(List.of(), Optional.empty());
            }
            used.add(equation.get().a);
            used.add(equation.get().b);
            made.add(equation.get().result);
        }
        if (made.isEmpty()) {
            return new CountdownSolution(List.of(), Optional.empty());
        }
        made.subList(0, made.size() - 1).forEach(used::remove);
        return new CountdownSolution(used, Optional.of(made.get(made.size() - 1)));
    }

    /** Whether these equations hold, use each number once, and end at the target. */
    boolean isSolvedBy(List<String> lines) {
        if (target.isEmpty() || lines.size() != numbers.size() - 1) {
            return false;
        }
        List<Long> left = new ArrayList<>(numbers);
        long last = 0;
        for (String line : lines) {
            Optional<Equation> equation = Equation.read(line).filter(Equation::holds);
            if (equation.isEmpty() || !left.remove((Long) equation.get().a) || !left.remove((Long) equation.get().b)) {
                return false;
            }
            last = equation.get().result;
            left.add(last);
        }
        return last == target.get();
    }
}
