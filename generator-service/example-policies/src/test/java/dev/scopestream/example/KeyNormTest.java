package dev.scopestream.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.program.PromptCase;
import dev.scopestream.engine.program.ScoreRunner;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyNormTest {
    private static final int HEADS = 2;
    private static final int TOKENS = 20;
    private static final int HEAD_DIM = 8;

    @Test
    void shouldScoreByTheNegativeNorm() {
        Random random = new Random(1);
        float[] keys = new float[HEADS * TOKENS * HEAD_DIM];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (float) random.nextGaussian();
        }
        try (ScoreRunner runner = ScoreRunner.of(PolicyRegistry.standard())) {
            float[] scores = runner.prompt(new KeyNorm(), new PromptCase(HEADS, TOKENS, HEAD_DIM).keys(keys));
            for (int i = 0; i < HEADS * TOKENS; i++) {
                double square = 0;
                for (int d = 0; d < HEAD_DIM; d++) {
                    square += keys[i * HEAD_DIM + d] * keys[i * HEAD_DIM + d];
                }
                assertThat((double) scores[i]).isCloseTo(-Math.sqrt(square), within(1e-5));
            }
        }
    }
}
