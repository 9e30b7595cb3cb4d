package dev.scopestream.scorer.offline;

/**
 * A line that couldn't be scored.
 *
 * @param line its number, from 1
 * @param reason what is wrong with it, without its text
 */
public record BadLine(String file, long line, String reason) {
    @Override
    public String toString() {
        return file + ", line " + line + ": " + reason;
    }
}
