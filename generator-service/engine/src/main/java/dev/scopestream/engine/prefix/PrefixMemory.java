package dev.scopestream.engine.prefix;

import dev.scopestream.engine.program.SavedPrompt;
import java.util.ArrayList;
import java.util.List;

/** Prompt prefixes in memory, in least recently used order, up to a number of bytes. */
final class PrefixMemory implements AutoCloseable {
    private final long mostBytes;
    /** The most recently used one is the last. */
    private final List<Prefix> prefixes = new ArrayList<>();

    PrefixMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The first tokens of a prompt, with their keys and values, and their scores where the prompt is scored. */
    static final class Prefix {
        private final int[] tokens;
        private final int rotation;
        private final SavedPrompt prompt;

        /** @param rotation {@link dev.scopestream.engine.checkpoint.ModelConfig.Attention#rotationLength} of its prompt */
        Prefix(int[] tokens, int rotation, SavedPrompt prompt) {
            this.tokens = tokens;
            this.rotation = rotation;
            this.prompt = prompt;
        }

        int length() {
            return tokens.length;
        }

        SavedPrompt prompt() {
            return prompt;
        }

        /**
         * The number of a prompt's tokens that this prefix has; one of the ends, or 0. With scores all or nothing, as scores
         * are sums over the prefix's queries. Prompts with and without scores go through different kernels, which round
         * differently: a prefix of one kind has no token of the other. Nor has one whose keys are rotated otherwise.
         */
        int usable(int[] target, int targetRotation, List<Integer> ends, boolean scored) {
            int common = RecentPrompts.common(target, tokens);
            if (prompt.scored() != scored || rotation != targetRotation) {
                return 0;
            }
            boolean whole = common == tokens.length && ends.contains(common);
            return scored && !whole ? 0 : lastEnd(ends, common);
        }
    }

    /** The largest end that is at most {@code tokens}; 0: none. */
    static int lastEnd(List<Integer> ends, int tokens) {
        return ends.stream()
                .filter(end -> end <= tokens)
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /** All of them; the list changes with this memory. */
    List<Prefix> all() {
        return prefixes;
    }

    /** Adds a prefix, as the most recently used one; {@link #trim} follows. */
    void add(Prefix prefix) {
        prefixes.add(prefix);
    }

    /** Makes a prefix the most recently used one. */
    void touch(Prefix prefix) {
        prefixes.remove(prefix);
        prefixes.add(prefix);
    }

    /** Frees the least recently used prefixes, while there are too many bytes and more than one prefix. */
    void trim() {
        while (bytes() > mostBytes && prefixes.size() > 1) {
            prefixes.remove(0).prompt.close();
        }
    }

    long bytes() {
        return prefixes.stream().mapToLong(p -> p.prompt.bytes()).sum();
    }

    long mostBytes() {
        return mostBytes;
    }

    @Override
    public void close() {
        prefixes.forEach(p -> p.prompt.close());
        prefixes.clear();
    }
}
