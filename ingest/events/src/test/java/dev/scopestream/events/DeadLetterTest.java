package dev.scopestream.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final DeadLetter LETTER = DeadLetter.of(
            new InvalidEventException("kv.window", "must be from 1, is ‐1"), Topics.PROMPTS, 3, 1L << 40, "worker-1");

    @Test
    void shouldSurviveItsHeaders() {
        RecordHeaders headers = new RecordHeaders();
        LETTER.writeTo(headers);
        LETTER.writeTo(headers);
        assertThat(headers.toArray()).hasSize(DeadLetterHeaders.all().size());
        assertThat(DeadLetter.from(headers)).isEqualTo(LETTER);
    }

    @Test
    void shouldReadHeadersThatOthersWrote() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(DeadLetterHeaders.ATTEMPTS, new byte[] {'x'});
        headers.add(DeadLetterHeaders.WORKER, null);
        assertThat(DeadLetter.from(headers)).isEqualTo(new DeadLetter("", "", -1, "", -1, -1, ""));
    }

    @Test
    void shouldMatchItsSchema() {
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(EventCodec.schema("dead-letter"))
                        .validate(new ObjectMapper().valueToTree(LETTER.values())))
                .isEmpty();
    }
}
