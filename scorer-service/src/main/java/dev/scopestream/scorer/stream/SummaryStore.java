package dev.scopestream.scorer.stream;

import dev.scopestream.events.AccuracySummary;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** All groups' summaries, of this and of all other instances, as far as they have come back from the topic. */
final class SummaryStore {
    private static final Comparator<AccuracySummary> ORDER = Comparator.comparing(AccuracySummary::model)
            .thenComparing(AccuracySummary::policy)
            .thenComparing(AccuracySummary::budget)
            .thenComparing(AccuracySummary::dataset);

    private SummaryStore() {}

    /**
     * Sorted by model, policy, budget, data set. A value in the topic that isn't a summary is left out.
     *
     * @throws NotReadyException while the topic is being read for the first time, and when Kafka Streams is ending or has ended
     */
    static List<AccuracySummary> read(KafkaStreams streams) {
        List<AccuracySummary> summaries = new ArrayList<>();
        try {
            ReadOnlyKeyValueStore<byte[], byte[]> store = streams.store(StoreQueryParameters.fromNameAndType(
                    ScorerTopology.SUMMARIES, QueryableStoreTypes.keyValueStore()));
            try (KeyValueIterator<byte[], byte[]> all = store.all()) {
                while (all.hasNext()) {
                    decode(all.next().value).ifPresent(summaries::add);
                }
            }
        } catch (InvalidStateStoreException e) {
            throw new NotReadyException("the summaries are still being read: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            // what a store says, or Kafka Streams for it, that was closed while it was read
            if (streams.state().isRunningOrRebalancing()) {
                throw e;
            }
            throw new NotReadyException("the scorer is " + streams.state() + ": " + e.getMessage(), e);
        }
        summaries.sort(ORDER);
        return summaries;
    }

    private static Optional<AccuracySummary> decode(byte[] value) {
        try {
            return Optional.of(EventCodec.SUMMARY.decode(value));
        } catch (InvalidEventException e) {
            return Optional.empty();
        }
    }
}
