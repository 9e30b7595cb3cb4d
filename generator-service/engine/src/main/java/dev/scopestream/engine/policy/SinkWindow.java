package dev.scopestream.engine.policy;

/** Sinks and a sliding window (StreamingLLM, arXiv 2309.17453); the reference freezes all but the last R instead. */
final class SinkWindow implements DecodePolicy {
    @Override
    public String name() {
        return "slm";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public boolean goesWith(PrefillPolicy prefill) {
        return prefill.name().equals("streamingllm");
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        int budget = shape.capacity() + shape.window();
        int frozen = shape.isReference() ? budget - shape.recent() : shape.sinks();
        return new BudgetPlan(shape.recent(), true, layer -> frozen, (step, layer) -> budget);
    }
}
