package dev.scopestream.cli.faults;

import dev.scopestream.generator.fault.FaultPoint;
import java.util.Locale;
import java.util.function.Consumer;

/** What is done to the processes while a wave of prompts is under way. */
enum FaultKind {
    KILL_ADMITTED(shot -> GeneratorFaults.killAt(shot, FaultPoint.ADMITTED)),
    KILL_PREFILLING(shot -> GeneratorFaults.killAt(shot, FaultPoint.PREFILLING)),
    KILL_DECODING(shot -> GeneratorFaults.killAt(shot, FaultPoint.DECODING)),
    KILL_BEFORE_TRANSACTION(shot -> GeneratorFaults.killAt(shot, FaultPoint.BEFORE_TRANSACTION)),
    KILL_IN_TRANSACTION(shot -> GeneratorFaults.killAt(shot, FaultPoint.IN_TRANSACTION)),
    KILL_AFTER_TRANSACTION(shot -> GeneratorFaults.killAt(shot, FaultPoint.AFTER_TRANSACTION)),
    KILL_ALL_GENERATORS(GeneratorFaults::killAll),
    TERMINATE(GeneratorFaults::terminate),
    ZOMBIE_DECODING(shot -> GeneratorFaults.zombieAt(shot, FaultPoint.DECODING)),
    ZOMBIE_BEFORE_TRANSACTION(shot -> GeneratorFaults.zombieAt(shot, FaultPoint.BEFORE_TRANSACTION)),
    ZOMBIE_IN_TRANSACTION(shot -> GeneratorFaults.zombieAt(shot, FaultPoint.IN_TRANSACTION)),
    REBALANCE_STORM(GeneratorFaults::storm),
    SPILL_LOST(GeneratorFaults::spillLost),
    SPILL_READ_ONLY(GeneratorFaults::spillReadOnly),
    SPILL_DISK_FULL(GeneratorFaults::spillFull),
    SCORER_KILLED(shot -> shot.running().arena().restartScorer(false)),
    SCORER_STATE_WIPED(shot -> shot.running().arena().restartScorer(true)),
    BROKER_RESTARTED(BrokerFaults::restart),
    BROKER_STALLED(BrokerFaults::stall),
    COORDINATOR_KILLED(BrokerFaults::killCoordinator),
    COORDINATOR_MOVED(BrokerFaults::moveCoordinator),
    BAD_RECORDS(DataFaults::badRecords),
    CLOCK_JUMPS(DataFaults::clockJumps),
    OFFSET_METADATA_CORRUPT(shot -> DataFaults.corruptMetadata(shot, false)),
    OFFSET_METADATA_CORRUPT_AND_CLOCK_JUMPS(shot -> DataFaults.corruptMetadata(shot, true));

    private final Consumer<Shot> action;

    FaultKind(Consumer<Shot> action) {
        this.action = action;
    }

    /** Sends the shot's wave, and does the harm at its time. */
    void inject(Shot shot) {
        action.accept(shot);
    }

    /** Whether it needs a cluster of several brokers. */
    boolean needsThreeBrokers() {
        return this == COORDINATOR_KILLED || this == COORDINATOR_MOVED;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
