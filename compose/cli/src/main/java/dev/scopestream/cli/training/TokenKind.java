package dev.scopestream.cli.training;

/** What a token of the arithmetic task's output is, for the loss, the progress and the curriculum, in the order they are learnt. */
enum TokenKind {
    FIRST_OPERAND(0),
    SECOND_OPERAND(1),
    OPERATOR(2),
    /** The label that comes next: also in the prompt. */
    LABEL(3),
    /** An earlier answer, read by its label. */
    RECALL(4),
    OWN_LABEL(5),
    END(6),
    OTHER(7),
    /** Of a sum: a number of its own for each pair of operands. */
    RESULT(8);

    static final int DIGITS = 10;
    /** Kinds' numbers are below this. */
    static final int NUMBERS = RESULT.first + DIGITS * DIGITS;
    /** Sums and recalls are learnt slowest. */
    private static final float SLOW = 4;

    private final int first;

    TokenKind(int first) {
        this.first = first;
    }

    /** The number of a sum's result. */
    static int result(int first, int second) {
        return RESULT.first + first * DIGITS + second;
    }

    /** What each number weighs in the loss. */
    static float[] importance() {
        float[] importance = new float[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            importance[i] = i >= RESULT.first || i == RECALL.first ? SLOW : 1;
        }
        return importance;
    }

    /** The first of this kind's numbers. */
    int first() {
        return first;
    }

    /** How many numbers it has. */
    int count() {
        return this == RESULT ? DIGITS * DIGITS : 1;
    }
}
