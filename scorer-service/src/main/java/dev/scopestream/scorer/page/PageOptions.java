package dev.scopestream.scorer.page;

import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * {@code scorer.page.*}: what visitors of the page may see and do.
 *
 * @param prompts whether prompts' texts are shown, those of other senders too, and with them the raw records of prompts and
 *     dead letters
 * @param token what a visitor must give to send prompts and dead letters; empty: only visitors from this machine may
 * @param example a prompt to begin with; empty: none
 * @param chat whether prompts go through the model's chat template unless a visitor says otherwise
 * @param maxTokens most tokens of a prompt that is sent from the page
 * @param maxOpen prompts sent from the page that have no final record, at most
 */
@Introspected
@ConfigurationProperties("scorer.page")
@Requires(property = ScorerApplication.ENABLED)
public record PageOptions(
        @Bindable(defaultValue = "false") boolean prompts,
        @Bindable(defaultValue = "") String token,
        @Bindable(defaultValue = "") String example,
        @Bindable(defaultValue = "true") boolean chat,
        @Bindable(defaultValue = "4096") int maxTokens,
        @Bindable(defaultValue = "16") int maxOpen) {
    private static final int LEAST_TOKEN = 16;

    public PageOptions {
        if (!token.isEmpty() && !token.matches("[\\x21-\\x7e]{" + LEAST_TOKEN + ",512}")) {
            throw new IllegalArgumentException(
                    "scorer.page.token must have from " + LEAST_TOKEN + " to 512 visible ASCII characters");
        }
        range("scorer.page.max-tokens", maxTokens, 1_000_000);
        range("scorer.page.max-open", maxOpen, 1000);
    }

    private static void range(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be from 1 to " + most + ", is " + value);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "PageOptions[prompts=" + prompts + ", token=" + (token.isEmpty() ? "none" : "set") + "]";
    }
}
