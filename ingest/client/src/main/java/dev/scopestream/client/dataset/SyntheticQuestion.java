package dev.scopestream.client.dataset;

import java.util.Map;
import java.util.Optional;

/**
 * A sum of two digits, or of an earlier answer and a digit, modulo 10.
 *
 * @param label its number in the prompt
 * @param digit the first operand, when there is no reference
 * @param reference label of the earlier question whose answer is the first operand
 * @param operator {@code +} or {@code -}
 * @param second the second operand, 0 to 9
 */
record SyntheticQuestion(int label, int digit, Optional<Integer> reference, char operator, int second) {
    /** The line in the prompt: {@code Question_13: #12-9}. */
    String question() {
        return "Question_" + label + ": " + asked() + "\n";
    }

    /** The right line of the output: {@code Answer_13: #12-9=8-9=9; #13=9. The answer is 9}. */
    String answer(Map<Integer, Integer> earlier) {
        int value = value(earlier);
        String substituted = reference
                .map(r -> earlier.get(r) + Character.toString(operator) + second + "=")
                .orElse("");
        return "Answer_" + label + ": " + asked() + "=" + substituted + value + "; #" + label + "=" + value
                + ". The answer is " + value + "\n";
    }

    int value(Map<Integer, Integer> earlier) {
        int first = reference.map(earlier::get).orElse(digit);
        return Math.floorMod(operator == '+' ? first + second : first - second, 10);
    }

    private String asked() {
        return reference.map(r -> "#" + r).orElse(Integer.toString(digit)) + operator + second;
    }
}
