package dev.scopestream.cli.faults;

import dev.scopestream.generator.fault.FaultPoint;
import java.util.Locale;

/** What is done to the processes while a wave of prompts is under way. */
enum FaultKind {
    KILL_ADMITTED,
    KILL_PREFILLING,
    KILL_DECODING,
    KILL_BEFORE_TRANSACTION,
    KILL_IN_TRANSACTION,
    KILL_AFTER_TRANSACTION,
    KILL_ALL_GENERATORS,
    POISON,
    TERMINATE,
    ZOMBIE_DECODING,
    ZOMBIE_BEFORE_TRANSACTION,
    ZOMBIE_IN_TRANSACTION,
    REBALANCE_STORM,
    SPILL_LOST,
    SPILL_READ_ONLY,
    SPILL_DISK_FULL,
    SPILL_HUNG,
    SCORER_KILLED,
    SCORER_STATE_WIPED,
    BROKER_RESTARTED,
    BROKER_STALLED,
    COORDINATOR_KILLED,
    COORDINATOR_MOVED,
    RESULTS_PARTITION_LOST,
    BAD_RECORDS,
    CLOCK_JUMPS,
    OFFSET_METADATA_CORRUPT,
    OFFSET_METADATA_CORRUPT_AND_CLOCK_JUMPS,
    OFFSETS_LOST,
    TOPIC_RECREATED,
    LOG_TRUNCATED,
    PARTITION_ADDED,
    CLOCKS_APART,
    TRANSACTIONAL_PRODUCER,
    TENANT_FLOOD,
    MOVED_BY_TOPIC,
    MOVED_BY_DIRECTORY,
    CHECKPOINT_FILES_DAMAGED,
    CHECKPOINT_CHANGES_APART,
    CHECKPOINT_OF_ANOTHER_MODEL,
    CHECKPOINT_RECORDS_LOST,
    CHECKPOINT_POINTERS_HARMED,
    CHECKPOINT_BROKER_DOWN,
    CHECKPOINT_DIRECTORY_FULL,
    CHECKPOINT_DIRECTORY_READ_ONLY,
    CHECKPOINT_DIRECTORY_GONE,
    CHECKPOINT_DIRECTORY_HUNG;

    /** Sends the shot's wave, and does the harm at its time. */
    void inject(Shot shot) {
        switch (this) {
            case KILL_ADMITTED -> GeneratorFaults.killAt(shot, FaultPoint.ADMITTED);
            case KILL_PREFILLING -> GeneratorFaults.killAt(shot, FaultPoint.PREFILLING);
            case KILL_DECODING -> GeneratorFaults.killAt(shot, FaultPoint.DECODING);
            case KILL_BEFORE_TRANSACTION -> GeneratorFaults.killAt(shot, FaultPoint.BEFORE_TRANSACTION);
            case KILL_IN_TRANSACTION -> GeneratorFaults.killAt(shot, FaultPoint.IN_TRANSACTION);
            case KILL_AFTER_TRANSACTION -> GeneratorFaults.killAt(shot, FaultPoint.AFTER_TRANSACTION);
            case KILL_ALL_GENERATORS -> GeneratorFaults.killAll(shot);
            case POISON -> GeneratorFaults.poison(shot);
            case TERMINATE -> GeneratorFaults.terminate(shot);
            case ZOMBIE_DECODING -> GeneratorFaults.zombieAt(shot, FaultPoint.DECODING);
            case ZOMBIE_BEFORE_TRANSACTION -> GeneratorFaults.zombieAt(shot, FaultPoint.BEFORE_TRANSACTION);
            case ZOMBIE_IN_TRANSACTION -> GeneratorFaults.zombieAt(shot, FaultPoint.IN_TRANSACTION);
            case REBALANCE_STORM -> GeneratorFaults.storm(shot);
            case SPILL_LOST -> GeneratorFaults.spillLost(shot);
            case SPILL_READ_ONLY -> GeneratorFaults.spillReadOnly(shot);
            case SPILL_DISK_FULL -> GeneratorFaults.spillFull(shot);
            case SPILL_HUNG -> GeneratorFaults.spillHung(shot);
            case SCORER_KILLED -> shot.running().arena().restartScorer(false);
            case SCORER_STATE_WIPED -> shot.running().arena().restartScorer(true);
            case BROKER_RESTARTED -> BrokerFaults.restart(shot);
            case BROKER_STALLED -> BrokerFaults.stall(shot);
            case COORDINATOR_KILLED -> BrokerFaults.killCoordinator(shot);
            case COORDINATOR_MOVED -> BrokerFaults.moveCoordinator(shot);
            case RESULTS_PARTITION_LOST -> BrokerFaults.loseResultsPartition(shot);
            case BAD_RECORDS -> DataFaults.badRecords(shot);
            case CLOCK_JUMPS -> DataFaults.clockJumps(shot);
            case OFFSET_METADATA_CORRUPT -> DataFaults.corruptMetadata(shot, false);
            case OFFSET_METADATA_CORRUPT_AND_CLOCK_JUMPS -> DataFaults.corruptMetadata(shot, true);
            case OFFSETS_LOST -> LogFaults.loseOffsets(shot);
            case TOPIC_RECREATED -> LogFaults.recreateTopic(shot);
            case LOG_TRUNCATED -> LogFaults.truncateLog(shot);
            case PARTITION_ADDED -> LogFaults.addPartition(shot);
            case CLOCKS_APART -> LogFaults.clocksApart(shot);
            case TRANSACTIONAL_PRODUCER -> LogFaults.transactions(shot);
            case TENANT_FLOOD -> GeneratorFaults.flood(shot);
            case MOVED_BY_TOPIC -> MoveFaults.killedWithTopic(shot);
            case MOVED_BY_DIRECTORY -> MoveFaults.killedWithDirectory(shot);
            case CHECKPOINT_FILES_DAMAGED -> MoveFaults.filesDamaged(shot);
            case CHECKPOINT_CHANGES_APART -> MoveFaults.changesApart(shot);
            case CHECKPOINT_OF_ANOTHER_MODEL -> MoveFaults.anotherModel(shot);
            case CHECKPOINT_RECORDS_LOST -> MoveFaults.recordsLost(shot);
            case CHECKPOINT_POINTERS_HARMED -> MoveFaults.pointersHarmed(shot);
            case CHECKPOINT_BROKER_DOWN -> MoveFaults.brokerDown(shot);
            case CHECKPOINT_DIRECTORY_FULL -> MoveFaults.directoryFull(shot);
            case CHECKPOINT_DIRECTORY_READ_ONLY -> MoveFaults.directoryReadOnly(shot);
            case CHECKPOINT_DIRECTORY_GONE -> MoveFaults.directoryGone(shot);
            case CHECKPOINT_DIRECTORY_HUNG -> MoveFaults.directoryHung(shot);
        }
    }

    /** Whether it can happen to a cluster of one broker, or of three. */
    boolean happensTo(int brokers) {
        return switch (this) {
            case COORDINATOR_KILLED, COORDINATOR_MOVED, RESULTS_PARTITION_LOST -> brokers == 3;
            case LOG_TRUNCATED -> brokers == 1;
            default -> true;
        };
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
