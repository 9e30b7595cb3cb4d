package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextCodecTest {
    private static final Path TINY = Path.of("src/main/resources/models/longgen-tiny");

    @TempDir
    Path directory;

    @Test
    void shouldSayThatTheFileIsMissing() {
        assertThatThrownBy(() -> TextCodec.open(directory).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessage("missing file tokenizer.json in " + directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"model\":7}",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"<0x00>\":-1},\"merges\":[]}}",
                "{\"added_tokens\":[{\"id\":99999999999,\"content\":\"a\",\"special\":true}]}",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}}"
            })
    void shouldRefuseWhatIsNoTokenizer(String json) throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> TextCodec.open(directory).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(directory + "/tokenizer.json isn't a usable tokenizer: ");
    }

    @Test
    void shouldRefuseTruncatedFiles() throws IOException {
        byte[] good = Files.readAllBytes(TINY.resolve("tokenizer.json"));
        for (int length = 0; length < good.length - 1; length += 97) {
            Files.write(directory.resolve("tokenizer.json"), Arrays.copyOf(good, length));
            assertThatThrownBy(() -> TextCodec.open(directory).close()).isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void shouldLeaveOutTokensThatDontExist() {
        try (TextCodec codec = TextCodec.open(TINY)) {
            assertThat(codec.decode(IntArray.of(1, 193, 5000, Integer.MAX_VALUE, 2)))
                    .isEqualTo("a");
        }
    }

    @Test
    void shouldServeManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TextCodec codec = TextCodec.open(TINY)) {
            Callable<Boolean> task = () -> IntStream.range(0, 300).allMatch(i -> {
                String text = "Question_" + i % 60 + ": 3+5; ".repeat(i % 20);
                return codec.decode(codec.encode(text, true)).equals(text);
            });
            for (var result :
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> task).toList())) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
