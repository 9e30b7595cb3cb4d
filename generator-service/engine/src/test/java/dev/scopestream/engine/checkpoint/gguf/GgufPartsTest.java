package dev.scopestream.engine.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in several GGUF files. */
class GgufPartsTest {
    @TempDir
    Path directory;

    private static GgufBytes part(GgufBytes bytes, int number, int count, int tensors) {
        return bytes.key("split.no", number).key("split.count", count).key("split.tensors.count", tensors);
    }

    private Path first() {
        return directory.resolve("m-00001-of-00002.gguf");
    }

    private Path second() {
        return directory.resolve("m-00002-of-00002.gguf");
    }

    private void assertRefused(Path model, String... expected) {
        assertThatThrownBy(() -> ModelFiles.open(model).close())
                .isInstanceOf(CheckpointException.class)
                .message()
                .contains(expected);
    }

    @Test
    void shouldFindTensorsInAllFiles() {
        part(GgufBytes.model("llama", 1), 0, 2, 2).write(first());
        part(new GgufBytes().tensor("output_norm.weight", 0, 8), 1, 2, 2).write(second());
        try (Checkpoint checkpoint = ModelFiles.open(directory)) {
            assertThat(checkpoint.names()).containsExactly("model.embed_tokens.weight", "model.norm.weight");
            assertThat(checkpoint.name()).isEqualTo("m");
        }
    }

    @Test
    void shouldNameTheMissingFile() throws IOException {
        part(GgufBytes.model("llama", 1), 0, 2, 2).write(first());
        assertRefused(first(), "missing file m-00002-of-00002.gguf", directory.toString());
        Files.move(first(), directory.resolve("m.gguf"));
        assertRefused(directory, "m.gguf", "split.count = 2", "name doesn't end with -00001-of-00002.gguf");
    }

    @Test
    void shouldRefuseAnotherThanTheFirstFile() throws IOException {
        part(GgufBytes.model("llama", 1), 0, 2, 2).write(first());
        part(new GgufBytes().tensor("output_norm.weight", 0, 8), 1, 2, 2).write(second());
        assertRefused(second(), "one of 2 files", "give the path of the first, m-00001-of-00002.gguf");
        Files.delete(first());
        assertRefused(directory, "one of 2 files", "m-00001-of-00002.gguf");
    }

    @Test
    void shouldRefuseFilesOfAnotherModel() {
        part(GgufBytes.model("llama", 1), 0, 2, 2).write(first());
        GgufBytes norm = new GgufBytes().tensor("output_norm.weight", 0, 8);
        norm.write(second());
        assertRefused(first(), "m-00002-of-00002.gguf: split.no must be 1");
        part(norm, 1, 3, 2).write(second());
        assertRefused(first(), "m-00002-of-00002.gguf: split.count must be 2");
        part(norm, 1, 2, 2).tensor("output.weight", 0, 8, 5).write(second());
        assertRefused(first(), "split.tensors.count = 2, but its 2 files have 3 together");
        part(new GgufBytes().tensor("token_embd.weight", 0, 8, 5), 1, 2, 2).write(second());
        assertRefused(first(), "'token_embd.weight' is there twice", "m-00001-of-00002.gguf");
        part(GgufBytes.model("llama", 1), 0, 100_000, 2).write(first());
        assertRefused(first(), "split.count must be an integer from 0 to 1024");
    }
}
