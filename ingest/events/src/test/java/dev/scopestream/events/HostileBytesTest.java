package dev.scopestream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes, a decoder gives an event or an {@link InvalidEventException}. */
class HostileBytesTest {
    private static final int ROUNDS = 4000;
    private static final String PIECES = "{}[]\",:\\u0-+.eE19%ntfalsrud \n\u0000";

    @Test
    @SuppressWarnings("unchecked")
    void shouldThrowNothingElseForDamagedRecords() {
        Random random = new Random(5);
        int accepted = 0;
        for (Map.Entry<EventCodec<?>, List<Object>> e : SampleEvents.all().entrySet()) {
            byte[] whole = ((EventCodec<Object>) e.getKey()).encode(e.getValue().get(0));
            for (int i = 0; i < ROUNDS; i++) {
                accepted += reads(e.getKey(), damaged(whole, random)) ? 1 : 0;
            }
        }
        // most damage is detected; some is within a text, or in a field's name
        assertThat(accepted).isBetween(1, ROUNDS * SampleEvents.all().size() / 2);
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
            bytes[random.nextInt(bytes.length)] = random.nextInt(4) == 0
                    ? (byte) random.nextInt(256)
                    : (byte) PIECES.charAt(random.nextInt(PIECES.length()));
        }
        return random.nextInt(5) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static boolean reads(EventCodec<?> codec, byte[] bytes) {
        try {
            return codec.decode(bytes) != null;
        } catch (InvalidEventException e) {
            assertThat(e.field()).isNotEmpty();
            assertThat(e.reason()).isNotEmpty().hasSizeLessThan(500);
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e99999999999",
                "-1e99999999999",
                "1e-99999999999",
                "0.1e-2147483649",
                "1E+400",
                "-0",
                "-0.0",
                "9999999999999999999999999999999999999999",
                "0.00000000000000000000000000000000000001",
            })
    void shouldReadOrRefuseAnyNumber(String number) {
        for (String field : List.of("max_tokens", "temperature", "top_p", "seed", "deadline_ms")) {
            String json = "{\"prompt\":\"x\",\"" + field + "\":" + number + "}";
            assertThatCode(() -> reads(EventCodec.PROMPT, json.getBytes(UTF_8))).doesNotThrowAnyException();
        }
        String budget = "{\"prompt\":\"x\",\"kv\":{\"window\":" + number + "}}";
        assertThat(reads(EventCodec.PROMPT, budget.getBytes(UTF_8))).isFalse();
    }
}
