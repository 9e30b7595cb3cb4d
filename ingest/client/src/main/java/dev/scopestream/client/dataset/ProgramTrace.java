package dev.scopestream.client.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A program of assignments and loops over a few variables, numbers from 0 to 99; asked is its run, a line for each assignment with
 * the variable's new value.
 */
final class ProgramTrace {
    private static final double CHARACTERS_A_TOKEN = 1.3;
    private static final String VARIABLES = "abcdef";
    private static final int MODULUS = 100;
    private static final int MOST_BODY = 4;
    private static final int MOST_TURNS = 9;
    /** Characters of a line of the run, about. */
    private static final int LINE = 10;

    private static final String TASK =
            """
            Run a program by hand. Its variables are whole numbers from 0 to 99: every result is taken modulo 100 (103 is 3, \
            -2 is 98). Lines between "repeat n times" and "end" run n times. Write one line for each assignment that runs, in \
            order: the line's number and the variable's new value, between <Trace> and </Trace>.

            Example. The program:
            1: set a to 7
            2: repeat 2 times
            3:   add 4 to a
            4: end
            5: multiply a by a
            Its run:
            <Trace>
            1: a = 7
            3: a = 11
            3: a = 15
            5: a = 25
            </Trace>

            Now the program is:
            """;

    private final Random random;
    private final int limit;
    private final StringBuilder program = new StringBuilder();
    private final StringBuilder trace = new StringBuilder("<Trace>\n");
    private final int[] values = new int[VARIABLES.length()];
    private int line;

    /** What an assignment does to a variable. */
    private record Assignment(int line, int variable, int operation, boolean ofVariable, int operand) {
        String text() {
            char name = VARIABLES.charAt(variable);
            String other = ofVariable ? Character.toString(VARIABLES.charAt(operand)) : Integer.toString(operand);
            return switch (operation) {
                case 0 -> "set " + name + " to " + other;
                case 1 -> "add " + other + " to " + name;
                case 2 -> "subtract " + other + " from " + name;
                default -> "multiply " + name + " by " + other;
            };
        }

        int value(int[] values) {
            int other = ofVariable ? values[operand] : operand;
            int now = values[variable];
            return Math.floorMod(
                    switch (operation) {
                        case 0 -> other;
                        case 1 -> now + other;
                        case 2 -> now - other;
                        default -> now * other;
                    },
                    MODULUS);
        }
    }

    private ProgramTrace(Random random, int limit) {
        this.random = random;
        this.limit = limit;
    }

    static LongProc.Problem problem(Random random, LongProc.Size size) {
        ProgramTrace trace = new ProgramTrace(random, (int) (size.tokens() * CHARACTERS_A_TOKEN * 0.9));
        trace.write();
        return new LongProc.Problem(TASK + trace.program + "Its run:\n", trace.trace + "</Trace>\n");
    }

    private void write() {
        for (int v = 0; v < VARIABLES.length(); v++) {
            run(List.of(line("", new Assignment(++line, v, 0, false, random.nextInt(MODULUS)))), 1);
        }
        while (trace.length() < limit) {
            if (random.nextInt(3) == 0) {
                run(List.of(line("", assignment())), 1);
            } else {
                loop();
            }
        }
    }

    private void loop() {
        int length = 1 + random.nextInt(MOST_BODY);
        int fit = (limit - trace.length()) / (LINE * length);
        int turns = Math.max(2, Math.min(fit, 2 + random.nextInt(MOST_TURNS - 1)));
        program.append(++line).append(": repeat ").append(turns).append(" times\n");
        List<Assignment> body = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            body.add(line("  ", assignment()));
        }
        program.append(++line).append(": end\n");
        run(body, turns);
    }

    private Assignment assignment() {
        boolean ofVariable = random.nextBoolean();
        int operation = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
        return new Assignment(
                ++line,
                random.nextInt(VARIABLES.length()),
                operation,
                ofVariable,
                ofVariable ? random.nextInt(VARIABLES.length()) : 1 + random.nextInt(9));
    }

    private Assignment line(String indent, Assignment assignment) {
        program.append(assignment.line())
                .append(": ")
                .append(indent)
                .append(assignment.text())
                .append('\n');
        return assignment;
    }

    private void run(List<Assignment> body, int turns) {
        for (int turn = 0; turn < turns; turn++) {
            for (Assignment a : body) {
                values[a.variable()] = a.value(values);
                trace.append(a.line())
                        .append(": ")
                        .append(VARIABLES.charAt(a.variable()))
                        .append(" = ")
                        .append(values[a.variable()])
                        .append('\n');
            }
        }
    }
}
