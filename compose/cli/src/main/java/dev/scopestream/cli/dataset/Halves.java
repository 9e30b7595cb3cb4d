package dev.scopestream.cli.dataset;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.text.TextCodec;
import java.nio.file.Path;
import java.util.Optional;

/** Shortens prompts as SCOPE's reference does: the first and the last half of the limit, decoded and put together. */
final class Halves implements AutoCloseable {
    private final TextCodec codec;
    private final int limit;

    /**
     * @param model a checkpoint directory or GGUF file
     * @param limit tokens, special ones included
     */
    Halves(Path model, int limit) {
        this.codec = TextCodec.open(model);
        this.limit = limit;
    }

    /** The shorter text; empty when the text isn't too long. */
    Optional<String> shorten(String text) {
        IntArray tokens = codec.encode(text, true);
        if (tokens.size() <= limit) {
            return Optional.empty();
        }
        int half = limit / 2;
        return Optional.of(
                codec.decode(tokens.slice(0, half)) + codec.decode(tokens.slice(tokens.size() - half, tokens.size())));
    }

    @Override
    public void close() {
        codec.close();
    }
}
