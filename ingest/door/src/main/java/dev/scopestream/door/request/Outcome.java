package dev.scopestream.door.request;

import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;

/** How a request ended. */
public sealed interface Outcome {
    /** It has a whole text. */
    record Answered(FinishedText finished) implements Outcome {}

    /** It has none. */
    record Refused(OpenAiError error) implements Outcome {}

    /** A result as an outcome: a text that was cut off is none. */
    static Outcome of(FinishedText finished) {
        return finished.isWhole() ? new Answered(finished) : new Refused(OpenAiError.of(finished.ended()));
    }
}
