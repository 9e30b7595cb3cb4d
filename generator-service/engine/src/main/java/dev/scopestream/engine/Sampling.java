package dev.scopestream.engine;

/**
 * How the next token is chosen from the logits.
 *
 * @param temperature 0: greedy, the most likely token; else the logits are divided by it; at most 10
 * @param topP nucleus: the smallest set of most likely tokens whose probabilities reach it, in (0, 1]
 * @param seed of the request's own random numbers: the same seed, prompt and options give the same text
 */
public record Sampling(double temperature, double topP, long seed) {
    public static final double MAX_TEMPERATURE = 10;

    public Sampling {
        if (!(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
            throw new InvalidRequestException(
                    "temperature", "must be from 0 to " + MAX_TEMPERATURE + ", is " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new InvalidRequestException("top_p", "must be above 0 and at most 1, is " + topP);
        }
    }

    public static Sampling greedy() {
        return new Sampling(0, 1, 0);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }
}
