package dev.scopestream.generator.decode;

import dev.scopestream.events.ResultChoice;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.resume.AttemptSamples;
import dev.scopestream.generator.resume.SampleCheckpoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One attempt at a prompt, which is over when all of its samples have ended. Belongs to the decode thread. */
final class ActiveAttempt {
    private final AdmittedPrompt prompt;
    private final int number;
    private final AttemptSamples saved;
    private final List<ActiveRequest> running = new ArrayList<>();
    private final ResultChoice[] choices;
    private Optional<Failure> failure = Optional.empty();
    private boolean dropped;
    private int moves;
    private int resumedTokens;

    /**
     * Why the prompt can't be served.
     *
     * @param field what its sender could change
     */
    record Failure(String field, String reason) {}

    /** @param number of the attempt, from 1 */
    ActiveAttempt(AdmittedPrompt prompt, int number, SampleCheckpoints checkpoints) {
        this.prompt = prompt;
        this.number = number;
        this.saved = new AttemptSamples(checkpoints);
        this.choices = new ResultChoice[prompt.samples()];
    }

    AdmittedPrompt prompt() {
        return prompt;
    }

    int number() {
        return number;
    }

    /** What is saved of it. */
    AttemptSamples saved() {
        return saved;
    }

    /** Its samples that have begun and not ended. */
    List<ActiveRequest> running() {
        return List.copyOf(running);
    }

    void begin(ActiveRequest sample) {
        running.add(sample);
        saved.begin(sample.progress);
    }

    /** The engine has ended a sample. */
    void end(ActiveRequest sample) {
        running.remove(sample);
        saved.end(sample.progress);
        dropped |= sample.ending == ActiveRequest.Ending.DROPPED;
        moves = Math.max(moves, sample.evictions.moves());
        resumedTokens += sample.progress.resumedTokens();
    }

    /** A sample's output. */
    void output(ResultChoice choice) {
        choices[choice.index()] = choice;
        saved.checkpoints().end(choice.index(), choice);
    }

    /** A sample had ended when an earlier attempt was saved. */
    void taken(ResultChoice choice) {
        output(choice);
        resumedTokens += choice.output().tokenIds().size();
    }

    /** The outputs, by index; when no sample runs, and the attempt has a result. */
    List<ResultChoice> choices() {
        return Arrays.asList(choices);
    }

    /** The prompt can't be served; the first reason counts. */
    void fail(String field, String reason) {
        failure = failure.or(() -> Optional.of(new Failure(field, reason)));
    }

    Optional<Failure> failure() {
        return failure;
    }

    /** Whether this instance must not deliver a result for it any more. */
    boolean dropped() {
        return dropped;
    }

    /** How often it went on in another instance than the one that had saved it. */
    int moves() {
        return moves;
    }

    /** Tokens of all samples that came from an earlier attempt. */
    int resumedTokens() {
        return resumedTokens;
    }
}
