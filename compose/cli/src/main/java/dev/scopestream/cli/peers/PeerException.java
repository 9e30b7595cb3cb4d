package dev.scopestream.cli.peers;

/** Why something of one engine couldn't be measured: it becomes a row of the table. */
final class PeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PeerException(String reason) {
        super(reason);
    }

    PeerException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
