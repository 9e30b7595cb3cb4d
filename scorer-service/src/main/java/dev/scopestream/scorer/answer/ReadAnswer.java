package dev.scopestream.scorer.answer;

/**
 * An answer read from a text.
 *
 * @param value in its plain form: {@code 1450000}, {@code -2/3}, {@code B}; two answers are the same when these are
 * @param end the index behind it in the text it was read from
 */
public record ReadAnswer(String value, int end) {}
