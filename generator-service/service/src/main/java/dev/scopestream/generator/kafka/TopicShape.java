package dev.scopestream.generator.kafka;

import org.apache.kafka.common.Uuid;

/**
 * What a topic is at present.
 *
 * @param id given when it was made: a topic that was deleted and made anew has another one
 * @param partitions their number, which may grow
 */
public record TopicShape(Uuid id, int partitions) {}
