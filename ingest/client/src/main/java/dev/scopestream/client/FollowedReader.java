package dev.scopestream.client;

import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records of results, dead letters and chunks; never throws for their content. */
final class FollowedReader {
    private FollowedReader() {}

    static Followed read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return switch (record.topic()) {
                case Topics.RESULTS -> new Followed.Served(EventCodec.RESULT.decode(record.value()));
                case Topics.CHUNKS -> new Followed.Piece(EventCodec.CHUNK.decode(record.value()));
                default -> new Followed.Refused(id(record), DeadLetter.from(record.headers()));
            };
        } catch (InvalidEventException e) {
            return new Followed.Unreadable(record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    /** A dead letter's request: its key; without a key, the id in its value. */
    private static String id(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.key() != null && record.key().length > 0) {
                return PromptRecord.id(record.key());
            }
            return record.value() == null
                    ? null
                    : EventCodec.PROMPT.decode(record.value()).id();
        } catch (InvalidEventException e) {
            return null;
        }
    }
}
