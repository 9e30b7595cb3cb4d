package dev.scopestream.scorer.stream;

import static dev.scopestream.scorer.stream.ScorerRecords.reference;
import static dev.scopestream.scorer.stream.ScorerRecords.result;
import static dev.scopestream.scorer.stream.ScorerRecords.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarriedHeadersTest {
    @TempDir
    Path state;

    private static Headers headers() {
        return new RecordHeaders()
                .add("traceparent", "00-1-2-01".getBytes(UTF_8))
                .add("scope-source-offset", "7".getBytes(UTF_8))
                .add("ce_id", null);
    }

    /** Whichever of the two completes the pair. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveAccuracyEventsTheHeadersOfTheResultsSender(boolean resultFirst) {
        try (TopologyFixture kafka = new TopologyFixture(state)) {
            if (resultFirst) {
                kafka.result(result("a", "h2o+slide", text(2)), headers());
            }
            kafka.reference(reference("a", 0, 2));
            if (!resultFirst) {
                kafka.result(result("a", "h2o+slide", text(2)), headers());
            }
            assertThat(kafka.accuracyHeaders()).singleElement().satisfies(carried -> {
                assertThat(carried.toArray()).extracting("key").containsExactly("traceparent", "ce_id");
                assertThat(carried.lastHeader("traceparent").value()).isEqualTo("00-1-2-01".getBytes(UTF_8));
                assertThat(carried.lastHeader("ce_id").value()).isNull();
            });
        }
    }

    /** State of a version without headers ends before them. */
    @Test
    void shouldReadStateThatHasNoHeaders() {
        Known known = Known.NOTHING.withResult(Bytes.wrap(new byte[] {'R', 1}), null);
        byte[] written = Binary.encode(known, Known::write);
        byte[] before = Arrays.copyOf(written, written.length - 1);
        ScorerCounts counts = new ScorerCounts();
        assertThat(Binary.decode(before, Known::read, counts)).contains(known);
        assertThat(Binary.decode(written, Known::read, counts)).contains(known);
        Known carrying = known.withResult(known.result(), CarriedHeaders.write(headers()));
        assertThat(Binary.decode(Binary.encode(carrying, Known::write), Known::read, counts))
                .contains(carrying);
        assertThat(counts.get(Count.UNREADABLE_STATE)).isZero();
    }
}
