package dev.scopestream.client;

import java.util.Map;
import java.util.stream.Collectors;

/** One difference between a plan and a cluster; its {@code toString} is a line for people. */
public sealed interface TopicChange {
    String topic();

    /** False: the difference stays, for nothing is deleted, made smaller or moved. */
    default boolean applies() {
        return true;
    }

    /** The topic isn't there. */
    record Create(TopicSpec spec) implements TopicChange {
        @Override
        public String topic() {
            return spec.name();
        }

        @Override
        public String toString() {
            String configs =
                    spec.configs().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
            return "+ " + spec.name() + ": " + spec.partitions() + " partitions, " + spec.replication()
                    + (spec.replication() == 1 ? " copy" : " copies") + (configs.isEmpty() ? "" : ", " + configs);
        }
    }

    /** The topic has too few partitions. */
    record AddPartitions(String topic, int from, int to) implements TopicChange {
        @Override
        public String toString() {
            return "~ " + topic + ": partitions " + from + " -> " + to;
        }
    }

    /** A setting differs. */
    record AlterConfig(String topic, String name, String from, String to) implements TopicChange {
        @Override
        public String toString() {
            return "~ " + topic + ": " + name + " " + from + " -> " + to;
        }
    }

    /** What differs, but is left as it is. */
    record LeftAlone(String topic, String what) implements TopicChange {
        @Override
        public boolean applies() {
            return false;
        }

        @Override
        public String toString() {
            return "! " + topic + ": " + what + ", left as it is";
        }
    }
}
