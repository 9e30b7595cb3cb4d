package dev.scopestream.engine.policy;

import dev.scopestream.engine.IntArray;

/** What is kept of a prompt. */
public sealed interface PromptSelection {

    /** Everything, in every layer. */
    record Everything() implements PromptSelection {}

    /** The same positions in every layer and head, ascending. */
    record Positions(IntArray positions) implements PromptSelection {}

    /**
     * The best-scored entries, chosen per layer and head, and the last w.
     *
     * @param numbers a layer's number of entries chosen by score, the last w not counted
     */
    record TopScores(IntArray numbers) implements PromptSelection {}
}
