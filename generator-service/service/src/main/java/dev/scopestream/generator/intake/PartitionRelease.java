package dev.scopestream.generator.intake;

import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/** Gives up the prompts of partitions that are revoked or lost. Called by the poll thread. */
public interface PartitionRelease {
    /** Records that the running requests of these partitions are given up in order; returns within a short time. */
    void giveUp(Collection<TopicPartition> partitions);

    /** Forgets prompts of partitions that aren't ours any more. */
    void forgetUnowned();
}
