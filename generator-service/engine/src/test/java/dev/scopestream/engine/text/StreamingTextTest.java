package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.IntArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class StreamingTextTest {
    private static final Path TINY = Path.of("src/main/resources/models/longgen-tiny");

    @TempDir
    Path directory;

    /** What should come out: all text up to the stop string that ends first; of several that end there, the longest. */
    private static String cut(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            int start = Integer.MAX_VALUE;
            for (String stop : stops) {
                if (end >= stop.length() && text.startsWith(stop, end - stop.length())) {
                    start = Math.min(start, end - stop.length());
                }
            }
            if (start != Integer.MAX_VALUE) {
                return text.substring(0, start);
            }
        }
        return text;
    }

    private static String streamed(TextCodec codec, IntArray tokens, List<String> stops) {
        StreamingText stream = codec.stream(stops);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            String piece = stream.accept(tokens.get(i)).answer();
            assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                    .isTrue();
            text.append(piece);
        }
        return text.append(stream.finish().answer()).toString();
    }

    /** Random tokens, without stops and with stops taken from the text itself. */
    private static void shouldStreamLikeDecode(TextCodec codec, int rounds, int length, IntUnaryOperator token) {
        Random random = new Random(7);
        for (int round = 0; round < rounds; round++) {
            int[] ids = new int[random.nextInt(length)];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = token.applyAsInt(random.nextInt(Integer.MAX_VALUE));
            }
            IntArray tokens = IntArray.of(ids);
            String all = codec.decode(tokens);
            assertThat(streamed(codec, tokens, List.of())).as("%s", tokens).isEqualTo(all);
            List<String> stops = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0 && all.length() > 1; i--) {
                int from = all.offsetByCodePoints(0, random.nextInt(all.codePointCount(0, all.length())));
                int most = all.codePointCount(from, all.length());
                stops.add(all.substring(from, all.offsetByCodePoints(from, 1 + random.nextInt(Math.min(8, most)))));
            }
            assertThat(streamed(codec, tokens, stops))
                    .as("%s, stops %s", tokens, stops)
                    .isEqualTo(cut(all, stops));
        }
    }

    @Test
    void shouldRoundTripTheTasksText() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            String text = "Question_12: 3+5; Answer_12: 3+5=8; #12=8. The answer is 8\n";
            IntArray tokens = codec.encode(text, true);
            assertThat(codec.decode(tokens)).isEqualTo(text);
            assertThat(tokens.get(0)).isEqualTo(1);
            assertThat(tokens.slice(1, tokens.size())).isEqualTo(codec.encode(text, false));
            assertThat(codec.decode(IntArray.of())).isEmpty();
        }
    }

    @Test
    void shouldNotTruncateLongTexts() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            assertThat(codec.encode("7".repeat(20_000), false).size()).isEqualTo(20_000);
            assertThatThrownBy(() -> codec.encode("7".repeat(TextCodec.MOST_CHARACTERS + 1), false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 16777216");
        }
    }

    @Test
    void shouldStreamRandomTokens() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            shouldStreamLikeDecode(codec, 400, 40, n -> n % 223);
        }
    }

    @Test
    void shouldStreamRandomBytesWithFallback() throws IOException {
        try (TextCodec codec = TextCodec.open(ByteFallbackTokenizer.write(directory))) {
            int words = ByteFallbackTokenizer.FIRST_WORD;
            shouldStreamLikeDecode(codec, 400, 12, n -> n % ByteFallbackTokenizer.SIZE);
            shouldStreamLikeDecode(
                    codec,
                    400,
                    30,
                    n -> n % 3 == 0
                            ? ByteFallbackTokenizer.FIRST_BYTE + (n / 3) % 256
                            : words + (n / 3) % ByteFallbackTokenizer.WORDS.size());
        }
    }

    /** The file asks for a truncation to 4 tokens, too. */
    @Test
    void shouldStreamRandomBytes() throws IOException {
        try (TextCodec codec = TextCodec.open(ByteLevelTokenizer.write(directory))) {
            shouldStreamLikeDecode(codec, 400, 60, n -> n % 256);
            shouldStreamLikeDecode(codec, 400, 60, n -> 'a' + n % 26);
            String text = "naïve 日本語 👩‍👩‍👧‍👦".repeat(50);
            IntArray tokens = codec.encode(text, false);
            assertThat(tokens.size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            assertThat(streamed(codec, tokens, List.of())).isEqualTo(text);
        }
    }

    /** Time that grew with the square of the length would be minutes here. */
    @Test
    @Timeout(20)
    void shouldTakeTheSameTimeForEveryToken() throws IOException {
        try (TextCodec codec = TextCodec.open(ByteLevelTokenizer.write(directory))) {
            for (int[] pattern : new int[][] {{0xF0}, {0x80}, {'a'}, {0xEF, 0xBF, 0xBD}}) {
                IntArray tokens = IntArray.of(IntStream.range(0, 60_000)
                        .map(i -> pattern[i % pattern.length])
                        .toArray());
                assertThat(streamed(codec, tokens, List.of("aaaaaaaab"))).isEqualTo(codec.decode(tokens));
            }
        }
    }

    @Test
    void shouldGiveWholeCharactersFromBytes() throws IOException {
        try (TextCodec codec = TextCodec.open(ByteFallbackTokenizer.write(directory))) {
            StreamingText stream = codec.stream(List.of());
            int hello = ByteFallbackTokenizer.FIRST_WORD + 2;
            assertThat(stream.accept(1).answer()).isEmpty();
            assertThat(stream.accept(hello).answer()).isEqualTo("Hello");
            assertThat(stream.accept(hello).answer()).isEqualTo(" Hello");
            for (int part : new int[] {0xF0, 0x9F, 0x98, 0x80}) {
                assertThat(stream.accept(ByteFallbackTokenizer.FIRST_BYTE + part)
                                .isEmpty())
                        .isTrue();
            }
            assertThat(stream.accept(hello).answer()).isEqualTo("😀 Hello");
            assertThat(stream.accept(ByteFallbackTokenizer.FIRST_BYTE + 0xF0).isEmpty())
                    .isTrue();
            assertThat(stream.finish().answer()).isEqualTo("\uFFFD");
        }
    }

    @Test
    void shouldStopAtAStringThatSpansTokens() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            StreamingText stream = codec.stream(List.of("=8; #12"));
            StringBuilder text = new StringBuilder();
            codec.encode("Answer_12: 3+5=8; #12=8", false).stream()
                    .forEach(t -> text.append(stream.accept(t).answer()));
            assertThat(stream.stopped()).isTrue();
            assertThat(text + stream.finish().answer()).isEqualTo("Answer_12: 3+5");
        }
    }

    @Test
    void shouldHoldBackOnlyWhatCouldBecomeAStop() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            StreamingText stream = codec.stream(List.of("ab!"));
            List<String> pieces = new ArrayList<>();
            codec.encode("xaab?ab", false).stream()
                    .forEach(t -> pieces.add(stream.accept(t).answer()));
            assertThat(pieces).containsExactly("x", "", "a", "", "ab?", "", "");
            assertThat(stream.stopped()).isFalse();
            assertThat(stream.finish().answer()).isEqualTo("ab");
        }
    }

    @Test
    void shouldRefuseImpossibleStops() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            assertThatThrownBy(() -> codec.stream(List.of(""))).hasMessageContaining("0 characters");
            assertThatThrownBy(() -> codec.stream(List.of("x".repeat(1025)))).hasMessageContaining("1025 characters");
            assertThatThrownBy(() -> codec.stream(Collections.nCopies(65, "x")))
                    .hasMessageContaining("65 stop strings");
        }
    }

    @Test
    @Tag("smollm2")
    @EnabledIfEnvironmentVariable(named = "SCOPE_SMOLLM2", matches = ".+", disabledReason = "a checkpoint's directory")
    void shouldStreamRandomTokensOfSmolLm2() {
        try (TextCodec codec = TextCodec.open(Path.of(System.getenv("SCOPE_SMOLLM2")))) {
            shouldStreamLikeDecode(codec, 1000, 60, n -> n % 49152);
            // single bytes for the most part: broken characters everywhere
            shouldStreamLikeDecode(codec, 1000, 80, n -> n % 300);
            IntArray emoji = codec.encode("👩‍👩‍👧‍👦 naïve 日本語 🇩🇪 ".repeat(300), false);
            assertThat(streamed(codec, emoji, List.of())).isEqualTo(codec.decode(emoji));
        }
    }
}
