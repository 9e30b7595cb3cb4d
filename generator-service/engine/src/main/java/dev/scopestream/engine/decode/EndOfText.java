package dev.scopestream.engine.decode;

import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.text.PromptEncoder;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model's end tokens: those that its configuration names, and those of its tokenizer. */
final class EndOfText {
    private static final Logger LOG = LoggerFactory.getLogger(EndOfText.class);

    private EndOfText() {}

    /** Ids within the vocabulary; others are never generated, and a warning is logged. */
    static Set<Integer> of(Checkpoint checkpoint, PromptEncoder encoder) {
        int vocabulary = checkpoint.config().vocabularySize();
        IntStream all = IntStream.concat(checkpoint.eosTokens().stream(), encoder.endTokens().stream());
        Set<Integer> ends = all.filter(token -> {
                    if (token >= vocabulary) {
                        LOG.warn(
                                "end token {} of model {} is beyond its vocabulary of {} tokens; ignored",
                                token,
                                checkpoint.name(),
                                vocabulary);
                    }
                    return token < vocabulary;
                })
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
        if (ends.isEmpty()) {
            LOG.warn("model {} has no end token: its texts go on to max_tokens", checkpoint.name());
        }
        return ends;
    }
}
