package dev.scopestream.scorer.stream;

import dev.scopestream.events.Topics;
import dev.scopestream.telemetry.Tracing;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * results, references, prompts -> one stream by request id -> join and score -> accuracy, and changes by group -> means.
 *
 * <p>The inputs are repartitioned by request id: any client in any language may produce them, with its own partitioner,
 * and the topics may have different numbers of partitions. All summaries of all instances come back as a global table,
 * so that every instance can answer for all groups.
 */
public final class ScorerTopology {
    /** The store of all groups' summaries: keys as {@link dev.scopestream.events.AccuracySummary#key()}, encoded. */
    public static final String SUMMARIES = "summaries";

    private final ScorerCounts counts;
    private final int partitions;
    private final Duration retention;
    private final Tracing tracing;

    /**
     * @param partitions of the joined stream: how many tasks may share the scoring; must not change while there is state
     * @param retention time that a request's state is kept after its last record
     */
    public ScorerTopology(ScorerCounts counts, int partitions, Duration retention, Tracing tracing) {
        this.counts = counts;
        this.partitions = partitions;
        this.retention = retention;
        this.tracing = tracing;
    }

    public Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<byte[]> bytes = Serdes.ByteArray();
        Serde<String> text = Serdes.String();
        builder.addStateStore(store(JoinProcessor.STORE));
        builder.addStateStore(store(SummaryProcessor.STORE));

        KStream<String, Outcome> outcomes = input(builder, Topics.RESULTS)
                .process(() -> InputReader.results(counts), Named.as("read-results"))
                .merge(input(builder, Topics.REFERENCES)
                        .process(() -> InputReader.references(counts), Named.as("read-references")))
                .merge(input(builder, Topics.PROMPTS)
                        .process(() -> InputReader.prompts(counts), Named.as("read-prompts")))
                .repartition(
                        Repartitioned.with(text, bytes).withName("by-request").withNumberOfPartitions(partitions))
                .process(() -> new JoinProcessor(counts, retention, tracing), Named.as("join"), JoinProcessor.STORE);

        outcomes.mapValues(outcome -> outcome.event().get()).to(Topics.ACCURACY, Produced.with(text, bytes));

        outcomes.flatMap((id, outcome) -> outcome.deltas().stream()
                        .map(d -> KeyValue.pair(d.group().key(), Binary.encode(d, Delta::write)))
                        .toList())
                .repartition(
                        Repartitioned.with(text, bytes).withName("by-group").withNumberOfPartitions(1))
                .process(() -> new SummaryProcessor(counts), Named.as("sum"), SummaryProcessor.STORE)
                .to(Topics.ACCURACY_SUMMARY, Produced.with(text, bytes));

        builder.globalTable(
                Topics.ACCURACY_SUMMARY,
                Consumed.with(bytes, bytes),
                Materialized.<byte[], byte[], KeyValueStore<Bytes, byte[]>>as(SUMMARIES)
                        .withKeySerde(bytes)
                        .withValueSerde(bytes));
        return builder.build();
    }

    private static KStream<byte[], byte[]> input(StreamsBuilder builder, String topic) {
        return builder.stream(topic, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()));
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
    }
}
