package dev.scopestream.engine.decode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.engine.IntArray;
import java.util.stream.StreamSupport;

/** The logits after the last prompt, by token. */
class PromptLogits implements StepObserver {
    private final float[] into;

    /** @param into one a token of the vocabulary */
    PromptLogits(float[] into) {
        this.into = into;
    }

    /** Token ids as a golden has them. */
    static IntArray ids(JsonNode list) {
        return IntArray.of(StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray());
    }

    @Override
    public void prefilled(ObservedStep step) {
        for (int i = 0; i < into.length; i++) {
            into[step.token(i)] = step.logit(i);
        }
    }

    @Override
    public void stepped(ObservedStep step) {}

    @Override
    public int candidates() {
        return into.length;
    }
}
