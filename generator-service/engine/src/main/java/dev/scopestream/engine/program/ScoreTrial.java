package dev.scopestream.engine.program;

import ai.djl.engine.EngineException;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.policy.PolicyException;
import dev.scopestream.engine.policy.ScoreInput;
import dev.scopestream.engine.program.layout.ElementType;
import java.util.List;

/** Calls each score function once with made-up numbers of a model's shape, so that a wrong one is refused at the start. */
public final class ScoreTrial {
    private final ScopeProgram program;
    private final ModelConfig config;
    private final ElementType type;

    private ScoreTrial(ScopeProgram program, ModelConfig config, Dtype dtype) {
        this.program = program;
        this.config = config;
        this.type = ElementType.of(dtype);
    }

    /**
     * The program with score functions that passed the trial.
     *
     * @throws PolicyException for a function that doesn't compile, fails, or gives scores that are of the wrong shape or
     *     aren't finite
     */
    public static ScopeProgram load(ComputeDevice device, ScoreFunctions functions, ModelConfig config, Dtype dtype) {
        ScopeProgram program = ScopeProgram.load(device, functions);
        try {
            ScoreTrial trial = new ScoreTrial(program, config, dtype);
            trial.call("try_prompt_score", functions.prompts());
            trial.call("try_window_score", functions.windows());
            return program;
        } catch (PolicyException e) {
            program.close();
            throw e;
        }
    }

    private void call(String method, List<ScoreFunctions.Module> functions) {
        for (int i = 0; i < functions.size(); i++) {
            ScoreFunctions.Module of = functions.get(i);
            int groups = of.weighted() ? config.heads() / config.kvHeads() : 0;
            long[] sizes = {config.kvHeads(), groups, config.headDim(), config.layers()};
            try (Arguments a = new Arguments()) {
                a.own(program.call(
                        method,
                        a.of(program.like()),
                        a.of(i + 1),
                        a.of(of.function().inputs().contains(ScoreInput.KEYS)),
                        a.of(of.function().inputs().contains(ScoreInput.VALUES)),
                        a.of(of.function().inputs().contains(ScoreInput.POSITIONS)),
                        a.of(sizes),
                        a.of(type.number())));
            } catch (EngineException e) {
                throw refused(of, e);
            }
        }
    }

    private static PolicyException refused(ScoreFunctions.Module of, RuntimeException e) {
        return new PolicyException(
                "the score of " + of.policy() + " fails in a trial call: "
                        + String.valueOf(e.getMessage()).strip(),
                e);
    }
}
