package dev.scopestream.generator.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.SourceDigest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class FinishedPlacesTest {
    private static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> prompt(long offset, String key, String value) {
        return new ConsumerRecord<>(
                "prompts",
                0,
                offset,
                1000,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                utf8(key),
                utf8(value),
                new RecordHeaders(),
                Optional.empty());
    }

    @Test
    void shouldCountAFinalRecordForThePromptThatItNamesOnly() {
        ConsumerRecord<byte[], byte[]> prompt = prompt(7, "a", "one");
        FinishedPlaces.Builder builder = new FinishedPlaces.Builder(5, 10);
        builder.add(4, SourceDigest.of(prompt(4, "a", "one")));
        builder.add(7, SourceDigest.of(prompt));
        builder.add(7, SourceDigest.of(prompt(7, "b", "of an earlier topic")));
        FinishedPlaces places = builder.build();
        assertThat(places.size()).isEqualTo(2);
        assertThat(places.contains(prompt)).isTrue();
        assertThat(places.contains(prompt(7, "b", "of an earlier topic"))).isTrue();
        assertThat(places.contains(prompt(7, "c", "one"))).isFalse();
        assertThat(places.contains(prompt(8, "a", "one"))).isFalse();
        assertThat(places.contains(prompt(4, "a", "one"))).isFalse();
        assertThat(places.isPast(7)).isFalse();
        assertThat(places.isPast(8)).isTrue();
    }

    @Test
    void shouldCompareKeysWhereAFinalRecordHasNoDigest() {
        FinishedPlaces.Builder builder = new FinishedPlaces.Builder(0, 10);
        builder.add(1, SourceDigest.ofKey(utf8("a")));
        builder.add(2, SourceDigest.ofKey(utf8("a")));
        builder.add(3, SourceDigest.ofKey(null));
        FinishedPlaces places = builder.build();
        assertThat(places.contains(prompt(1, "a", "whatever"))).isTrue();
        assertThat(places.contains(prompt(1, "b", "whatever"))).isFalse();
        assertThat(places.contains(prompt(2, null, "{\"id\": \"a\", \"prompt\": \"x\"}")))
                .isTrue();
        assertThat(places.contains(prompt(2, null, "{\"id\": \"b\", \"prompt\": \"x\"}")))
                .isFalse();
        assertThat(places.contains(prompt(3, null, "not json"))).isTrue();
    }

    @Test
    void shouldKeepTheLowestAndSayWhereItsKnowledgeEnds() {
        List<Long> offsets = new ArrayList<>();
        for (long offset = 0; offset < 1000; offset += 2) {
            offsets.add(offset);
        }
        Collections.shuffle(offsets, new Random(1));
        FinishedPlaces.Builder builder = new FinishedPlaces.Builder(0, 100);
        offsets.forEach(offset -> builder.add(offset, SourceDigest.of(prompt(offset, "k", "v"))));
        FinishedPlaces places = builder.build();
        assertThat(places.size()).isEqualTo(100);
        assertThat(places.covers(199)).isTrue();
        assertThat(places.covers(200)).isFalse();
        assertThat(places.isPast(200)).isFalse();
        for (long offset = 0; offset < 200; offset++) {
            assertThat(places.contains(prompt(offset, "k", "v"))).isEqualTo(offset % 2 == 0);
        }
    }

    @Test
    void shouldCoverAnOffsetWithTooManyFinalRecords() {
        FinishedPlaces.Builder builder = new FinishedPlaces.Builder(0, 4);
        for (int i = 0; i < 20; i++) {
            builder.add(3, i);
            builder.add(4, i);
        }
        FinishedPlaces places = builder.build();
        assertThat(places.covers(3)).isTrue();
        assertThat(places.covers(4)).isFalse();
    }
}
