package dev.scopestream.engine.decode;

import dev.scopestream.engine.program.Choice;

/** Looks at requests between steps (traces, tests). */
interface StepObserver {
    /** The request has its first token and its row; {@code row} is its row in the choice. */
    void prefilled(RunningRequest request, Batch batch, Choice choice, int row);

    /** The request has another token. */
    void stepped(RunningRequest request, Batch batch, Choice choice, int row);

    /** How many most likely tokens it wants to see, at least. */
    int candidates();

    static StepObserver none() {
        return new StepObserver() {
            @Override
            public void prefilled(RunningRequest request, Batch batch, Choice choice, int row) {}

            @Override
            public void stepped(RunningRequest request, Batch batch, Choice choice, int row) {}

            @Override
            public int candidates() {
                return 1;
            }
        };
    }
}
