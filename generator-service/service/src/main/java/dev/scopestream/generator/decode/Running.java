package dev.scopestream.generator.decode;

import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.spill.RequestSpill;

/** A request that the engine has: queued there, prefilling or decoding. Belongs to the decode thread. */
final class Running {
    /** Why the engine was told to end it. */
    enum Ending {
        NO,
        CANCELLED,
        DEADLINE,
        /** Nobody wants its result. */
        DROPPED
    }

    final Work work;
    final int attempt;
    final ChunkBuffer chunks;
    final RequestSpill spill;
    final long submittedNanos;
    Ending ending = Ending.NO;
    int tokens;
    int savedTokens;
    long firstTokenNanos;

    Running(Work work, int attempt, ChunkBuffer chunks, RequestSpill spill, long submittedNanos) {
        this.work = work;
        this.attempt = attempt;
        this.chunks = chunks;
        this.spill = spill;
        this.submittedNanos = submittedNanos;
    }
}
