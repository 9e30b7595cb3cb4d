package dev.scopestream.generator.decode;

import dev.scopestream.generator.cancel.Cancellations;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.metrics.RequestMetrics;
import dev.scopestream.generator.resume.CheckpointMetrics;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.generator.spill.EvictionSpill;
import dev.scopestream.generator.state.InstanceState;

/**
 * What all decode loops of an instance share.
 *
 * @param options sizes of chunks
 * @param worker this instance's name, which results repeat
 */
public record DecodeParts(
        InstanceState state,
        Cancellations cancellations,
        EvictionSpill spill,
        CheckpointStore checkpoints,
        FlowOptions options,
        String worker,
        RequestMetrics metrics,
        CheckpointMetrics checkpointMetrics) {}
