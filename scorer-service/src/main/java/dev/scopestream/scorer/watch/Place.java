package dev.scopestream.scorer.watch;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a record lies.
 *
 * @param time of the record, epoch milliseconds
 * @param bytes of its value
 */
public record Place(String topic, int partition, long offset, long time, int bytes) {
    static Place of(ConsumerRecord<byte[], byte[]> record) {
        int bytes = record.value() == null ? 0 : record.value().length;
        return new Place(record.topic(), record.partition(), record.offset(), record.timestamp(), bytes);
    }
}
