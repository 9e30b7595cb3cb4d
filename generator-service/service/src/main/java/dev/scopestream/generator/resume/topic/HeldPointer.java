package dev.scopestream.generator.resume.topic;

/** A request's newest pointer, and which slots of its attempt's keys committed pointers may refer to. Not thread-safe. */
final class HeldPointer {
    private CheckpointPointer newest;
    /** Bit masks of slots. */
    private int committed;

    private int sent;

    private HeldPointer(CheckpointPointer newest, int committed) {
        this.newest = newest;
        this.committed = committed;
    }

    /** As it was committed. */
    static HeldPointer restored(CheckpointPointer pointer) {
        return new HeldPointer(pointer, pointer.slotMask());
    }

    /** Of a checkpoint that was just written. */
    static HeldPointer written(CheckpointPointer pointer) {
        return new HeldPointer(pointer, 0);
    }

    CheckpointPointer newest() {
        return newest;
    }

    /** A slot that nothing refers to; -1: there is none. */
    int free() {
        int used = committed | sent | newest.slotMask();
        int free = Integer.numberOfTrailingZeros(~used);
        return free < CheckpointPointer.SLOTS ? free : -1;
    }

    /** A further checkpoint of the same attempt was written. */
    void replace(CheckpointPointer pointer) {
        newest = new CheckpointPointer(
                pointer.attempt(),
                pointer.whole(),
                pointer.changes(),
                Math.max(newest.slots(), pointer.slots()),
                Math.max(newest.mostRecords(), pointer.mostRecords()));
    }

    /** The newest is about to be committed. */
    void sending() {
        sent |= newest.slotMask();
    }

    /** This one is committed: commits before it can't be any more. */
    void committed(CheckpointPointer pointer) {
        if (pointer.attempt() == newest.attempt()) {
            committed = pointer.slotMask();
            sent = 0;
        }
    }
}
