package dev.scopestream.scorer.stream;

import dev.scopestream.events.Limits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How the topology runs.
 *
 * @param applicationId of the group, the internal topics and the state's directory
 * @param threads of Kafka Streams
 * @param extra further settings of Kafka Streams, which go before the ones here
 */
public record StreamSettings(
        String bootstrapServers, String applicationId, Path stateDirectory, int threads, Map<String, Object> extra) {
    /** Frame of a record around the largest value: key, headers, the joined stream's tag. */
    private static final int FRAME = 64 << 10;
    /** A killed instance's work is taken over after this. */
    private static final int SESSION_MS = 15_000;

    public StreamSettings {
        extra = Map.copyOf(extra);
    }

    /** As Kafka Streams takes them. */
    public Map<String, Object> toStreams(ScorerCounts counts) {
        int largest = Limits.RESULT_BYTES + FRAME;
        Map<String, Object> p = new HashMap<>();
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocks.class);
        p.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, SkipFailedRecord.class);
        p.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipFailedRecord.class);
        p.put(SkipFailedRecord.COUNTS, counts);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), largest);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), largest);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Integer.toString(largest));
        p.putAll(extra);
        return p;
    }
}
