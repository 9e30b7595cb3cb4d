package dev.scopestream.cli.scale;

import java.util.Map;

/**
 * A group of generators and what it has to do.
 *
 * @param partitions of the prompts topic
 * @param unfinished prompts without a final record
 * @param started of these, the ones that were started (a generator that died may have left some)
 * @param lag as Kafka's own tools count it, from the committed offsets: prompts finished beyond them count, too
 * @param instances members of the group, and how many partitions each has
 */
public record GroupState(int partitions, long unfinished, long started, long lag, Map<String, Integer> instances) {
    public GroupState {
        instances = Map.copyOf(instances);
    }

    /** Members without a partition. */
    public long idle() {
        return instances.values().stream().filter(count -> count == 0).count();
    }
}
