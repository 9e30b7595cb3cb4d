package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.IntArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamingTextTest {
    private static final Path TINY = Path.of("src/main/resources/models/longgen-tiny");

    @Test
    void shouldRoundTripTheTasksText() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            String text = "Question_12: 3+5; Answer_12: 3+5=8; #12=8. The answer is 8\n";
            assertThat(codec.decode(codec.encode(text, true))).isEqualTo(text);
            assertThat(codec.encode(text, true).get(0)).isEqualTo(1);
            assertThat(codec.encode(text, true)
                            .slice(1, codec.encode(text, true).size()))
                    .isEqualTo(codec.encode(text, false));
            assertThat(codec.encode("1".repeat(5000), false).size()).isGreaterThan(1000);
        }
    }

    @Test
    void shouldGiveOutTheDecodingOfAllTokens() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            Random random = new Random(7);
            for (int round = 0; round < 200; round++) {
                IntArray tokens =
                        IntArray.of(random.ints(random.nextInt(40), 0, 223).toArray());
                StreamingText stream = codec.stream(List.of());
                StringBuilder text = new StringBuilder();
                tokens.stream().forEach(t -> text.append(stream.accept(t)));
                text.append(stream.finish());
                assertThat(text.toString()).isEqualTo(codec.decode(tokens));
            }
        }
    }

    @Test
    void shouldStopAtAStringThatSpansTokens() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            StreamingText stream = codec.stream(List.of("=8; #12"));
            StringBuilder text = new StringBuilder();
            codec.encode("Answer_12: 3+5=8; #12=8", false).stream().forEach(t -> text.append(stream.accept(t)));
            assertThat(stream.stopped()).isTrue();
            assertThat(text + stream.finish()).isEqualTo("Answer_12: 3+5");
        }
    }
}
