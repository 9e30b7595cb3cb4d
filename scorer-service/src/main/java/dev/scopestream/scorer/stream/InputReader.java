package dev.scopestream.scorer.stream;

import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.ResultEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one of the three input topics, keys its records by request id, and skips unreadable ones. */
abstract class InputReader extends ContextualProcessor<byte[], byte[], String, byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(InputReader.class);

    private final ScorerCounts counts;
    private final Count received;
    private final Count poison;

    private InputReader(ScorerCounts counts, Count received, Count poison) {
        this.counts = counts;
        this.received = received;
        this.poison = poison;
    }

    /** What a record brings, with the id of its request. */
    abstract Keyed read(byte[] key, byte[] value);

    record Keyed(String id, List<Incoming> parts) {}

    static InputReader results(ScorerCounts counts) {
        return new InputReader(counts, Count.RESULTS, Count.POISON_RESULTS) {
            @Override
            Keyed read(byte[] key, byte[] value) {
                ResultEvent event = EventCodec.RESULT.decode(value);
                return new Keyed(event.id(), List.of(new Incoming.Result(event)));
            }
        };
    }

    static InputReader references(ScorerCounts counts) {
        return new InputReader(counts, Count.REFERENCES, Count.POISON_REFERENCES) {
            @Override
            Keyed read(byte[] key, byte[] value) {
                ReferenceEvent event = EventCodec.REFERENCE.decode(value);
                return new Keyed(event.id(), List.of(new Incoming.Reference(event, false)));
            }
        };
    }

    static InputReader prompts(ScorerCounts counts) {
        return new InputReader(counts, Count.PROMPTS, Count.POISON_PROMPTS) {
            @Override
            Keyed read(byte[] key, byte[] value) {
                PromptEvent event = PromptRecord.decode(key, value);
                List<Incoming> parts = new ArrayList<>();
                RequestedKv.of(event.kv()).ifPresent(requested -> parts.add(new Incoming.Requested(requested.text())));
                if (event.reference() != null) {
                    parts.add(new Incoming.Reference(event.reference().forRequest(event.id()), true));
                }
                return new Keyed(event.id(), parts);
            }
        };
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        counts.add(received);
        List<Record<String, byte[]>> out = new ArrayList<>();
        try {
            Keyed keyed = read(record.key(), record.value());
            for (Incoming part : keyed.parts()) {
                out.add(record.withKey(keyed.id()).withValue(part.encode()));
            }
        } catch (InvalidEventException e) {
            skip(record, e);
            return;
        }
        out.forEach(context()::forward);
    }

    private void skip(Record<byte[], byte[]> record, InvalidEventException e) {
        boolean worthALine = counts.add(poison);
        RecordMetadata from = context().recordMetadata().orElse(null);
        if (!worthALine || from == null) {
            return;
        }
        LOG.warn(
                "record skipped topic={} partition={} offset={} bytes={} field={} reason={}",
                from.topic(),
                from.partition(),
                from.offset(),
                record.value().length,
                e.field(),
                e.reason());
    }
}
