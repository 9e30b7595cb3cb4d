package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.Fidelity;
import java.util.Set;

/** H2O's scores with PyramidKV's budgets, as SCOPE's reference has PyramidInfer (arXiv 2405.12532). */
final class PyramidInferPrefill implements PrefillPolicy {
    @Override
    public String name() {
        return "pyramidinfer";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public boolean goesWith(DecodePolicy decode) {
        return Set.of("none", "pyramidinfer").contains(decode.name());
    }

    @Override
    public PromptScoring scoring(Fidelity fidelity) {
        return PromptScoring.allQueries(fidelity);
    }

    @Override
    public PromptSelection select(PromptShape shape) {
        if (shape.tokens() >= 2 * shape.budget()) {
            return PyramidBudgets.of(shape);
        }
        // the reference keeps C besides the last w, and fails where the prompt is too short for that
        int number = shape.isReference() ? shape.capacity() : shape.budget();
        return shape.uniform(Math.min(number, shape.tokens() - shape.observation()));
    }
}
