package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;

/** Puts a whole checkpoint and its changes together. */
final class CheckpointJoin {
    private CheckpointJoin() {}

    /**
     * The newest state of the two. Changes of a whole one before this are of no account: it was written after them, and
     * its writer ended before it removed them.
     *
     * @param base the whole one
     * @param changes ABSENT where there are none
     * @param mostBytes of a payload that is taken
     */
    static Lookup<CheckpointRead.Content> join(
            Lookup<CheckpointRead.Content> base, Lookup<CheckpointRead.Content> changes, long mostBytes) {
        if (changes.missed().isPresent()) {
            return changes.missed().get() == MissReason.ABSENT ? base.then(CheckpointJoin::whole) : changes;
        }
        if (base.missed().isPresent()) {
            // changes are written when their base is there
            return base.missed().get() == MissReason.ABSENT ? Lookup.miss(MissReason.TORN) : base;
        }
        return whole(base.found().get())
                .then(whole -> join(whole, changes.found().get(), mostBytes));
    }

    private static Lookup<CheckpointRead.Content> whole(CheckpointRead.Content content) {
        return content.header().base().isEmpty() ? Lookup.hit(content) : Lookup.miss(MissReason.MISPLACED);
    }

    private static Lookup<CheckpointRead.Content> join(
            CheckpointRead.Content base, CheckpointRead.Content changes, long mostBytes) {
        CheckpointHeader header = changes.header();
        if (header.base().isEmpty() || !header.id().equals(base.header().id())) {
            return Lookup.miss(MissReason.MISPLACED);
        }
        if (header.number() < base.header().number()) {
            return Lookup.hit(base);
        }
        if (header.number() != base.header().number() || !header.base().get().equals(base.digest())) {
            return Lookup.miss(MissReason.MISPLACED);
        }
        return PayloadDelta.apply(base.payload(), changes.payload(), mostBytes)
                .then(payload -> Lookup.hit(
                        new CheckpointRead.Content(header.ofBytes(payload.remaining()), payload, changes.digest())));
    }
}
