package dev.scopestream.engine.program;

/** Decode steps of a batch. */
public final class DecodeSteps {
    private final ProgramModel model;
    private final StepBuffers buffers = new StepBuffers();

    DecodeSteps(ProgramModel model) {
        this.model = model;
    }

    /** One decode step of the whole batch; {@code reader} is asked where rows choose what they recall. */
    public Choice run(StepInput input, EntryReader reader) {
        try (DecodeStep step = new DecodeStep(model, input, buffers)) {
            return step.run(reader);
        }
    }
}
