package dev.scopestream.engine.decode;

/** Observes requests between steps, on the decode thread. */
public interface StepObserver {
    /** The request has its first token and its row. */
    void prefilled(ObservedStep step);

    /** The request has another token. */
    void stepped(ObservedStep step);

    /** Least number of candidates that each step is observed with. */
    int candidates();

    /** Observes nothing. */
    static StepObserver none() {
        return new StepObserver() {
            @Override
            public void prefilled(ObservedStep step) {}

            @Override
            public void stepped(ObservedStep step) {}

            @Override
            public int candidates() {
                return 1;
            }
        };
    }
}
