package dev.scopestream.client;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.ResultEvent;

/** What a {@link ResultFollower} saw. */
public sealed interface Followed {
    /** The request's id; null when the record doesn't say. */
    String id();

    /** True: nothing else will come of this request. */
    boolean isFinal();

    /** The request was served. */
    record Served(ResultEvent result) implements Followed {
        @Override
        public String id() {
            return result.id();
        }

        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** The request was given up. */
    record Refused(String id, DeadLetter letter) implements Followed {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** A piece of its text. */
    record Piece(ChunkEvent chunk) implements Followed {
        @Override
        public String id() {
            return chunk.id();
        }

        @Override
        public boolean isFinal() {
            return false;
        }
    }

    /** A record that breaks the contract. */
    record Unreadable(String topic, int partition, long offset, String reason) implements Followed {
        @Override
        public String id() {
            return null;
        }

        @Override
        public boolean isFinal() {
            return false;
        }
    }
}
