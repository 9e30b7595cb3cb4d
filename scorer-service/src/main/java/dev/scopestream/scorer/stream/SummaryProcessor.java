package dev.scopestream.scorer.stream;

import dev.scopestream.events.EventCodec;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Running means: one group's sums in the store, and its summary to the topic after every change. */
final class SummaryProcessor extends ContextualProcessor<String, byte[], String, byte[]> {
    static final String STORE = "tallies";

    private final ScorerCounts counts;
    private KeyValueStore<String, byte[]> store;

    SummaryProcessor(ScorerCounts counts) {
        this.counts = counts;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Optional<Delta> delta = Binary.decode(record.value(), Delta::read, counts);
        if (delta.isEmpty()) {
            return;
        }
        Tally tally =
                Binary.decode(store.get(record.key()), Tally::read, counts).orElseGet(Tally::new);
        tally.apply(delta.get());
        boolean empty = tally.n() <= 0;
        store.put(record.key(), empty ? null : Binary.encode(tally, Tally::write));
        byte[] summary = empty
                ? null
                : EventCodec.SUMMARY.encode(tally.summary(delta.get().group()));
        // as of now: the records that it sums up come in no order of time
        // no single document's headers belong to a mean
        context()
                .forward(record.withValue(summary)
                        .withHeaders(new RecordHeaders())
                        .withTimestamp(context().currentSystemTimeMs()));
    }
}
