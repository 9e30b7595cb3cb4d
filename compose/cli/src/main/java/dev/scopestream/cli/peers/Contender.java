package dev.scopestream.cli.peers;

import java.io.IOException;

/** An engine that is measured: ours, or a peer. */
interface Contender {
    /** In the table. */
    String name();

    /**
     * Gets ready whatever isn't part of a measurement.
     *
     * @throws PeerException where that isn't possible
     */
    void prepare() throws IOException, InterruptedException;

    /**
     * Runs a case once, in a process of its own.
     *
     * @throws PeerException where it fails, or takes too long
     */
    Measurement run(PeerCase peerCase) throws IOException, InterruptedException;
}
