package dev.scopestream.scorer.stream;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.AccuracySummary;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology in Kafka's test driver, with its topics as typed methods. */
final class TopologyFixture implements AutoCloseable {
    static final Duration RETENTION = Duration.ofDays(7);

    final ScorerCounts counts = new ScorerCounts();
    private final TopologyTestDriver driver;
    private final TestOutputTopic<String, byte[]> accuracy;
    private final TestOutputTopic<String, byte[]> summaries;

    TopologyFixture(Path state) {
        Properties properties = new Properties();
        properties.putAll(new StreamSettings("localhost:9", "test", state, 1, Map.of()).toStreams(counts));
        driver = new TopologyTestDriver(
                new ScorerTopology(counts, 2, RETENTION, Tracing.off()).build(),
                properties,
                Instant.ofEpochMilli(1_000_000));
        accuracy = driver.createOutputTopic(Topics.ACCURACY, new StringDeserializer(), new ByteArrayDeserializer());
        summaries = driver.createOutputTopic(
                Topics.ACCURACY_SUMMARY, new StringDeserializer(), new ByteArrayDeserializer());
    }

    void result(ResultEvent event) {
        raw(Topics.RESULTS, event.id(), EventCodec.RESULT.encode(event));
    }

    void result(ResultEvent event, Headers headers) {
        input(Topics.RESULTS)
                .pipeInput(new TestRecord<>(
                        event.id().getBytes(StandardCharsets.UTF_8), EventCodec.RESULT.encode(event), headers));
    }

    void reference(ReferenceEvent event) {
        raw(Topics.REFERENCES, event.id(), EventCodec.REFERENCE.encode(event));
    }

    void prompt(PromptEvent event) {
        raw(Topics.PROMPTS, event.id(), EventCodec.PROMPT.encode(event));
    }

    void raw(String topic, String key, byte[] value) {
        input(topic).pipeInput(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
    }

    private TestInputTopic<byte[], byte[]> input(String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    List<AccuracyEvent> accuracy() {
        List<AccuracyEvent> events = new ArrayList<>();
        accuracy.readRecordsToList().forEach(r -> events.add(EventCodec.ACCURACY.decode(r.value())));
        return events;
    }

    /** Of the events since the last call. */
    List<Headers> accuracyHeaders() {
        return accuracy.readRecordsToList().stream().map(TestRecord::headers).toList();
    }

    /** The newest summary of each group whose means changed since the last call; null for one that became empty. */
    Map<String, AccuracySummary> summaries() {
        Map<String, AccuracySummary> newest = new LinkedHashMap<>();
        for (TestRecord<String, byte[]> record : summaries.readRecordsToList()) {
            newest.put(record.key(), record.value() == null ? null : EventCodec.SUMMARY.decode(record.value()));
        }
        return newest;
    }

    @Override
    public void close() {
        driver.close();
    }
}
