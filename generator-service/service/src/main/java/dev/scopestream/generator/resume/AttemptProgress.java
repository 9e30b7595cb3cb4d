package dev.scopestream.generator.resume;

import dev.scopestream.generator.prompt.AdmittedPrompt;

/** How many tokens one sample of an attempt has, and how many of them are saved. Belongs to the decode thread. */
public final class AttemptProgress {
    private final AdmittedPrompt prompt;
    private final int sample;
    private final int attempt;
    private final RequestCheckpoint checkpoint;
    private int tokens;
    private int savedTokens;
    private int resumedTokens;

    /** @param sample from 0 */
    public AttemptProgress(AdmittedPrompt prompt, int sample, int attempt, RequestCheckpoint checkpoint) {
        this.prompt = prompt;
        this.sample = sample;
        this.attempt = attempt;
        this.checkpoint = checkpoint;
    }

    /** One more token was generated. */
    public void generated() {
        tokens++;
    }

    /** The attempt continues from a checkpoint with this number of tokens. */
    void resumed(int count) {
        tokens = count;
        savedTokens = count;
        resumedTokens = count;
    }

    /** The tokens so far need no further checkpoint until more were generated. */
    void saved() {
        savedTokens = tokens;
    }

    public int tokens() {
        return tokens;
    }

    /** Tokens that came from the checkpoint of an earlier attempt. */
    public int resumedTokens() {
        return resumedTokens;
    }

    int unsavedTokens() {
        return tokens - savedTokens;
    }

    int attempt() {
        return attempt;
    }

    /** The engine's id of the request. */
    String key() {
        return prompt.key(sample);
    }

    RequestCheckpoint checkpoint() {
        return checkpoint;
    }
}
