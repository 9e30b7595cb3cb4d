package dev.scopestream.client.dataset;

/**
 * One question of a source.
 *
 * @param task the subject, or empty
 * @param text as it shall stand in a prompt, with its choices
 * @param answer as the source has it
 */
public record Question(String task, String text, String answer) {}
