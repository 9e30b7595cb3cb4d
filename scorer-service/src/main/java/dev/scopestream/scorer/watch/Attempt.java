package dev.scopestream.scorer.watch;

/**
 * One attempt at a request, as its chunks show it.
 *
 * @param first time of its first chunk, epoch milliseconds
 * @param last of its latest one
 * @param tokens in its chunks
 * @param worker the generator; null: only a final record says
 */
public record Attempt(int number, long first, long last, int tokens, String worker) {
    Attempt chunk(long time, int more) {
        return new Attempt(number, Math.min(first, time), Math.max(last, time), tokens + more, worker);
    }

    Attempt by(String name) {
        return new Attempt(number, first, last, tokens, name);
    }
}
