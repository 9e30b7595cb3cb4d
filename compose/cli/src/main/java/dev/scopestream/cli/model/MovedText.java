package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.Followed;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import java.util.ArrayList;
import java.util.List;

/** The text of one request as it comes, of each of its attempts, and when. Not thread-safe. */
final class MovedText {
    /**
     * A chunk.
     *
     * @param tokens of its attempt up to its end
     */
    private record Piece(int attempt, int tokens, long nanos) {}

    private final String id;
    private final List<Piece> pieces = new ArrayList<>();
    private ResultEvent result;

    MovedText(String id) {
        this.id = id;
    }

    /** Something that was received at this time; others' records are passed over. */
    void take(Followed followed, long nanos) {
        if (!id.equals(followed.id())) {
            return;
        }
        if (followed instanceof Followed.Piece piece) {
            ChunkEvent chunk = piece.chunk();
            pieces.add(new Piece(chunk.attempt(), tokens(chunk.attempt()) + chunk.tokens(), nanos));
        } else if (followed instanceof Followed.Served served) {
            result = served.result();
        } else {
            throw new CliException("not served: " + followed);
        }
    }

    private int tokens(int attempt) {
        return pieces.stream()
                .filter(piece -> piece.attempt() == attempt)
                .mapToInt(Piece::tokens)
                .max()
                .orElse(0);
    }

    /** Tokens of the first attempt. */
    int before() {
        return tokens(1);
    }

    boolean done() {
        return result != null;
    }

    /** Tokens that the last attempt took over. */
    int resumed() {
        return result.resumedTokens();
    }

    long firstNanos() {
        return pieces.get(0).nanos();
    }

    /** When the first token came that the last attempt generated itself. */
    long nextNanos() {
        int last = result.attempt();
        if (last == 1) {
            throw new CliException("the request was done before its generator ended: raise --out");
        }
        return pieces.stream()
                .filter(piece -> piece.attempt() == last && piece.tokens() > resumed())
                .mapToLong(Piece::nanos)
                .findFirst()
                .orElseThrow(() -> new CliException("the second attempt sent no text of its own"));
    }
}
