package dev.scopestream.generator.ids;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import dev.scopestream.generator.intake.Sender;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.offsets.Claim;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    private final RequestIds ids = new RequestIds(3);

    private static Work prompt(String id, long offset, long time) {
        Claim claim = new Claim(new TopicPartition("prompts", 0), 1, offset);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "prompts",
                0,
                offset,
                time,
                TimestampType.CREATE_TIME,
                0,
                0,
                utf8(id),
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
        GenerationRequest request = new GenerationRequest(
                claim.key(), IntArray.of(1), 1, Sampling.greedy(), List.of(), KvOptions.defaults(), false);
        return new Work(
                claim,
                record,
                id,
                new Sender("", 0),
                request,
                Optional.empty(),
                Optional.empty(),
                0,
                System.nanoTime());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldCountAWholeResultForEveryPromptOfItsId() {
        ids.answered(utf8("a"), 100, true);
        assertThat(ids.answered(prompt("a", 1, 50))).isTrue();
        assertThat(ids.answered(prompt("a", 2, 150))).isTrue();
        assertThat(ids.answered(prompt("b", 3, 50))).isFalse();
    }

    @Test
    void shouldCountACancelledResultForOlderPromptsOnly() {
        ids.answered(utf8("a"), 100, false);
        assertThat(ids.answered(prompt("a", 1, 100))).isTrue();
        assertThat(ids.answered(prompt("a", 2, 101))).isFalse();
        ids.answered(utf8("a"), 110, true);
        ids.answered(utf8("a"), 90, false);
        assertThat(ids.answered(prompt("a", 3, 200))).isTrue();
    }

    @Test
    void shouldLetOnePromptOfAnIdBeServedAtATime() {
        Work first = prompt("a", 1, 50);
        ids.begin(first);
        assertThat(ids.free(prompt("a", 2, 60))).isFalse();
        assertThat(ids.free(prompt("b", 3, 60))).isTrue();
        ids.end(first.claim());
        assertThat(ids.free(prompt("a", 2, 60))).isTrue();
    }

    @Test
    void shouldForgetTheOldestOfTooMany() {
        for (String id : List.of("a", "b", "c", "a", "d", "e")) {
            ids.answered(utf8(id), 1, true);
        }
        assertThat(ids.size()).isEqualTo(3);
        assertThat(ids.answered(prompt("b", 1, 1))).isFalse();
        assertThat(ids.answered(prompt("c", 1, 1))).isFalse();
        assertThat(ids.answered(prompt("a", 1, 1))).isTrue();
    }
}
