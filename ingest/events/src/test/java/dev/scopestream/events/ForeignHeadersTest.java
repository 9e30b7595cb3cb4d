package dev.scopestream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ForeignHeadersTest {
    private static List<String> names(Headers headers) {
        return ForeignHeaders.of(headers).stream().map(Header::key).toList();
    }

    @Test
    void shouldCarryWhatIsTheSendersInItsOrderAndValuesAsTheyAre() {
        Headers headers = new RecordHeaders()
                .add("ce_id", new byte[] {0, -1})
                .add("scope-tenant", "a".getBytes(UTF_8))
                .add("correlation-id", null)
                .add("ce_id", "second".getBytes(UTF_8))
                .add("scope-source-offset", "7".getBytes(UTF_8))
                .add("traceparent", "00-1-2-01".getBytes(UTF_8));
        assertThat(names(headers)).containsExactly("traceparent", "ce_id", "correlation-id", "ce_id");
        RecordHeaders copy = new RecordHeaders();
        ForeignHeaders.copy(headers, copy);
        assertThat(copy.lastHeader("correlation-id").value()).isNull();
        assertThat(copy.headers("ce_id").iterator().next().value()).containsExactly(0, -1);
        assertThat(copy.lastHeader("scope-tenant")).isNull();
        assertThat(ForeignHeaders.bytes(headers)).isEqualTo(5 + 2 + 12 + 1 + 14 + 5 + 6 + 19 + 1 + 11 + 9);
    }

    @Test
    void shouldLeaveOutWhatDoesntFitAndNeverTraceContext() {
        RecordHeaders many = new RecordHeaders();
        for (int i = 0; i < 100_000; i++) {
            many.add("h" + i, new byte[1]);
        }
        many.add("tracestate", new byte[100]);
        assertThat(names(many)).hasSize(ForeignHeaders.MOST).startsWith("tracestate", "h0");
        Headers large = new RecordHeaders()
                .add("a", new byte[1 << 20])
                .add("b", new byte[ForeignHeaders.MOST_BYTES - 1])
                .add("c", new byte[1]);
        assertThat(names(large)).containsExactly("b");
    }
}
