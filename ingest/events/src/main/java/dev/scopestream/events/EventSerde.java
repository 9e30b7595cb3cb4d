package dev.scopestream.events;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A codec as Kafka takes it. A deserializer that throws does so inside {@code poll}, where a poison record stops the
 * whole partition: a consumer that must live with bad records (the generator, the scorer) takes bytes from Kafka and
 * calls {@link EventCodec#decode} itself. This is for producers, for state stores, and for topics that only ScopeStream
 * writes.
 */
public final class EventSerde<T> implements Serde<T> {
    private final EventCodec<T> codec;

    public EventSerde(EventCodec<T> codec) {
        this.codec = codec;
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, event) -> {
            try {
                return event == null ? null : codec.encode(event);
            } catch (InvalidEventException e) {
                throw new SerializationException("for topic " + topic + ": " + e.getMessage(), e);
            }
        };
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> {
            try {
                return bytes == null ? null : codec.decode(bytes);
            } catch (InvalidEventException e) {
                throw new SerializationException("in topic " + topic + ": " + e.getMessage(), e);
            }
        };
    }
}
