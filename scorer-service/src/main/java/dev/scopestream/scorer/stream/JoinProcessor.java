package dev.scopestream.scorer.stream;

import dev.scopestream.events.InvalidEventException;
import dev.scopestream.telemetry.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the state of each request, and scores it when a result and a reference are there. */
final class JoinProcessor extends ContextualProcessor<String, byte[], String, Outcome> {
    static final String STORE = "requests";
    private static final AttributeKey<String> ID = AttributeKey.stringKey("gen_ai.response.id");
    private static final Logger LOG = LoggerFactory.getLogger(JoinProcessor.class);
    /** Time between two searches of the store for expired requests. */
    private static final Duration SWEEP = Duration.ofHours(1);

    private final ScorerCounts counts;
    private final Duration retention;
    private final Join join;
    private final Tracing tracing;
    private KeyValueStore<String, byte[]> store;

    JoinProcessor(ScorerCounts counts, Duration retention, Tracing tracing) {
        this.tracing = tracing;
        this.counts = counts;
        this.retention = retention;
        this.join = new Join(counts);
    }

    @Override
    public void init(ProcessorContext<String, Outcome> context) {
        super.init(context);
        store = context.getStateStore(STORE);
        Duration interval = retention.compareTo(SWEEP) < 0 ? retention : SWEEP;
        context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Known before =
                Binary.decode(store.get(record.key()), Known::read, counts).orElse(Known.NOTHING);
        Optional<Join.Change> change = join.merge(before, record.value(), CarriedHeaders.write(record.headers()));
        if (change.isEmpty()) {
            return;
        }
        Known known = change.get().known().changedAt(context().currentSystemTimeMs());
        if (change.get().matters() && known.isComplete()) {
            known = score(before, known, record);
        }
        store.put(record.key(), Binary.encode(known, Known::write));
    }

    private Known score(Known before, Known known, Record<String, byte[]> record) {
        long startMs = System.currentTimeMillis();
        long start = System.nanoTime();
        Scorecard card;
        try {
            card = Scorecard.of(known);
        } catch (IllegalArgumentException | InvalidEventException e) {
            if (counts.add(Count.UNSCORABLE)) {
                LOG.warn("document not scored id={} reason={}", record.key(), e.getMessage());
            }
            return known;
        }
        counts.add(before.group() == null ? Count.SCORED : Count.RESCORED);
        if (card.readable() == 0) {
            counts.add(Count.WITHOUT_ANSWERS);
        }
        Headers headers = CarriedHeaders.read(known.headers());
        context().forward(record.withHeaders(headers).withValue(Outcome.of(before, card)));
        if (tracing.isOn()) {
            long begin = startMs * 1_000_000;
            tracing.of(headers)
                    .span("score", begin, begin + System.nanoTime() - start, Attributes.of(ID, record.key()));
        }
        return known.withScore(card.group(), card.contribution());
    }

    private void sweep(long nowMs) {
        long oldest = nowMs - retention.toMillis();
        List<String> expired = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                Known known = Binary.decode(entry.value, Known::read, counts).orElse(Known.NOTHING);
                if (known.changedMs() < oldest) {
                    expired.add(entry.key);
                    count(known);
                }
            }
        }
        expired.forEach(store::delete);
    }

    private void count(Known known) {
        if (known.reference() == null && known.result() != null) {
            counts.add(Count.EXPIRED_RESULTS);
        } else if (known.result() == null && known.reference() != null) {
            counts.add(Count.EXPIRED_REFERENCES);
        }
    }
}
