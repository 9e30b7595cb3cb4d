package dev.scopestream.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.model.ModelFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON files of a checkpoint that are no JSON, no object or no file: refused with the file's name and the reason. */
class HostileJsonFilesTest {
    private static final String[] FILES = {"config.json", "generation_config.json", "model.safetensors.index.json"};

    @TempDir
    Path directory;

    @BeforeEach
    void copyTheTinyModel() throws IOException {
        Files.copy(CheckpointTest.TINY.resolve("config.json"), directory.resolve("config.json"));
        Files.copy(CheckpointTest.TINY.resolve("model.safetensors"), directory.resolve("shard.safetensors"));
        Files.writeString(
                directory.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"model.norm.weight\":\"shard.safetensors\"}}");
    }

    private void assertRefused(String file, String expected) {
        assertThatThrownBy(() -> ModelFiles.open(directory).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(file)
                .hasMessageContaining(expected);
    }

    static Stream<Arguments> contents() {
        String[][] each = {
            {"", "must hold a JSON object, but holds MISSING"},
            {"[]", "must hold a JSON object, but holds ARRAY"},
            {"null", "must hold a JSON object, but holds NULL"},
            {"{", "isn't valid JSON"},
            {"{} {}", "isn't valid JSON"},
            {"{'a':NaN}", "isn't valid JSON"},
            {"{'a':-Infinity}", "isn't valid JSON"},
            {"{'a':1e}", "isn't valid JSON"},
            {"{'a':" + "9".repeat(1000) + "}", "isn't valid JSON"},
            {"{'a':1,'a':2}", "isn't valid JSON: Duplicate field 'a'"},
            {"{'a':" + "[".repeat(100_000) + "]".repeat(100_000) + "}", "nesting depth"},
            {"{'a':" + "{'b':".repeat(50_000) + "1" + "}".repeat(50_001), "nesting depth"},
            {"{'" + "k".repeat(100_000) + "':1}", "isn't valid JSON"},
        };
        return Stream.of(FILES).flatMap(file -> Stream.of(each).map(c -> Arguments.of(file, c[0], c[1])));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void shouldRefuseContents(String file, String content, String expected) throws IOException {
        Files.writeString(directory.resolve(file), content.replace('\'', '"'));
        assertRefused(file, expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "generation_config.json", "model.safetensors.index.json"})
    void shouldRefuseWhatIsNoFileOrTooLarge(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.createDirectory(file);
        assertRefused(name, "missing file");
        Files.delete(file);
        Files.createSymbolicLink(file, file);
        assertRefused(name, "missing file");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertRefused(name, "missing file");
        Files.delete(file);
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        assertRefused(name, "has 1099511627776 bytes; at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'2'", "-1", "2.5", "1e99", "[1,null]", "[[1]]", "{}", "true", "4294967296"})
    void shouldRefuseEndTokens(String value) throws IOException {
        Files.writeString(
                directory.resolve("generation_config.json"), ("{'eos_token_id':" + value + "}").replace('\'', '"'));
        assertRefused("generation_config.json", "eos_token_id must be an integer");
    }
}
