package dev.scopestream.client;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/** One topic as it shall be against the topic as it is. */
final class TopicComparison {
    private TopicComparison() {}

    /** @param is null: there is no such topic */
    static List<TopicChange> of(TopicSpec shall, TopicDescription is, Config config) {
        if (is == null || config == null) {
            return List.of(new TopicChange.Create(shall));
        }
        List<TopicChange> changes = new ArrayList<>();
        int has = is.partitions().size();
        if (has < shall.partitions()) {
            changes.add(new TopicChange.AddPartitions(shall.name(), has, shall.partitions()));
        } else if (has > shall.partitions()) {
            changes.add(new TopicChange.LeftAlone(
                    shall.name(), "has " + has + " partitions, planned are " + shall.partitions()));
        }
        int copies = is.partitions().get(0).replicas().size();
        if (copies != shall.replication()) {
            changes.add(new TopicChange.LeftAlone(
                    shall.name(), "has replication " + copies + ", planned is " + shall.replication()));
        }
        shall.configs().forEach((name, value) -> {
            ConfigEntry entry = config.get(name);
            if (entry == null || !value.equals(entry.value())) {
                changes.add(new TopicChange.AlterConfig(
                        shall.name(), name, entry == null ? "nothing" : entry.value(), value));
            }
        });
        for (ConfigEntry entry : config.entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                    && !shall.configs().containsKey(entry.name())) {
                changes.add(new TopicChange.LeftAlone(
                        shall.name(), entry.name() + " is " + entry.value() + ", which is not in the plan"));
            }
        }
        return changes;
    }
}
