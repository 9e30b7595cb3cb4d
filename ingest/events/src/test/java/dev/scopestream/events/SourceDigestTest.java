package dev.scopestream.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceDigestTest {
    private static ConsumerRecord<byte[], byte[]> prompt(long time, String key, String value) {
        return new ConsumerRecord<>(
                "prompts",
                0,
                7,
                time,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                utf8(key),
                utf8(value),
                new RecordHeaders(),
                Optional.empty());
    }

    private static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldTellPromptsApartByTimeKeyAndValue() {
        assertThat(Stream.of(
                                prompt(1, "a", "b"),
                                prompt(2, "a", "b"),
                                prompt(1, "ab", ""),
                                prompt(1, "a", "c"),
                                prompt(1, "", "ab"),
                                prompt(1, null, "ab"),
                                prompt(1, null, null))
                        .map(SourceDigest::of))
                .doesNotHaveDuplicates();
        assertThat(SourceDigest.of(prompt(1, "a", "b"))).isEqualTo(SourceDigest.of(prompt(1, "a", "b")));
    }

    @Test
    void shouldReadWhatItWrote() {
        RecordHeaders headers = new RecordHeaders();
        SourceDigest.write(headers, prompt(1, "a", "b"));
        SourceDigest.write(headers, prompt(2, "a", "b"));
        assertThat(headers.toArray()).hasSize(1);
        assertThat(SourceDigest.read(headers)).hasValue(SourceDigest.of(prompt(2, "a", "b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "zzzzzzzzzzzzzzzz", "0123456789abcdef0", "\u00e9123456789abcde"})
    void shouldReadNoDigestWhereTheHeaderHasNone(String text) {
        RecordHeaders headers = new RecordHeaders();
        assertThat(SourceDigest.read(headers)).isEmpty();
        headers.add(SourceDigest.HEADER, null);
        assertThat(SourceDigest.read(headers)).isEmpty();
        headers.add(SourceDigest.HEADER, utf8(text));
        assertThat(SourceDigest.read(headers)).isEmpty();
    }
}
