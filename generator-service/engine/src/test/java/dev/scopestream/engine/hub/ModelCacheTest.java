package dev.scopestream.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCacheTest {
    private static final String FIRST = "a".repeat(40);
    private static final String SECOND = "b".repeat(40);

    @TempDir
    private Path directory;

    private ModelCache cache;

    @BeforeEach
    void open() {
        cache = new ModelCache(directory.resolve("cache"));
    }

    private Path copy(String commit, String form, String pulled) throws IOException {
        ModelName name = ModelName.parse("org/tiny");
        Path copy = cache.whole(name, commit + "-" + form.length());
        Path files = Files.createDirectories(ModelCache.files(copy, name));
        Manifest.Entry entry = new Manifest.Entry("config.json", 2, SumKind.SHA256, "0".repeat(64));
        Manifest manifest = new Manifest("org/tiny", "main", commit, form, "mit", "http://hub", pulled, List.of(entry));
        Files.write(ModelCache.manifest(copy), manifest.json());
        return files;
    }

    @Test
    void shouldFindTheLatestCopyAndTheOneOfACommit() throws IOException {
        Path old = copy(FIRST, "safetensors", "2026-01-01T00:00:00Z");
        Path latest = copy(SECOND, "safetensors", "2026-02-01T00:00:00Z");
        Files.createDirectories(cache.partial(ModelName.parse("org/tiny"), "c"));

        assertThat(LocalModel.find("org/tiny", cache)).isEqualTo(latest);
        assertThat(LocalModel.find("org/tiny@main", cache)).isEqualTo(latest);
        assertThat(LocalModel.find("org/tiny@aaaaaaa", cache)).isEqualTo(old);
        assertThat(cache.list(message -> {
                    throw new AssertionError(message);
                }))
                .extracting(CachedModel::directory)
                .containsExactly(latest, old);
    }

    @Test
    void shouldSayHowToGetAModelThatIsNotHere() {
        assertThatThrownBy(() -> LocalModel.find("org/tiny", cache))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("scopestream model pull org/tiny fetches it");
        assertThatThrownBy(() -> LocalModel.find("org/tiny@v1.0", cache))
                .hasMessageContaining("scopestream model pull org/tiny --revision v1.0 fetches it");
    }

    @Test
    void shouldTakeAPathWhereThereIsSomething() throws IOException {
        copy(FIRST, "safetensors", "2026-01-01T00:00:00Z");

        assertThat(LocalModel.find(directory.toString(), cache)).isEqualTo(directory);
        assertThatThrownBy(() -> LocalModel.find(directory.resolve("none").toString(), cache))
                .hasMessageContaining("there is no directory");
    }

    @Test
    void shouldNotChooseAmongCopiesOfDifferentForms() throws IOException {
        copy(FIRST, "GGUF Q4_K_M", "2026-01-01T00:00:00Z");
        copy(FIRST, "GGUF Q8_0", "2026-02-01T00:00:00Z");

        assertThatThrownBy(() -> LocalModel.find("org/tiny", cache))
                .hasMessageContainingAll("several copies", "Q4_K_M", "Q8_0");
    }

    @Test
    void shouldTellOfADamagedCopyAndListTheOthers() throws IOException {
        Path damaged = copy(FIRST, "safetensors", "2026-01-01T00:00:00Z");
        Path whole = copy(SECOND, "safetensors", "2026-02-01T00:00:00Z");
        Files.writeString(ModelCache.manifest(damaged.getParent()), "{\"model\": \"org/tiny\"}");

        List<String> problems = new ArrayList<>();
        assertThat(cache.list(problems::add)).extracting(CachedModel::directory).containsExactly(whole);
        assertThat(problems).singleElement().asString().contains(FIRST, "manifest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "../x", "x/..", "a/b/c", "a b/c", "a/b@", "a/b@../c", "/a/b", "a..b/c", ".a/b"})
    void shouldRefuseWhatIsNoName(String text) {
        assertThat(ModelName.of(text)).isEmpty();
        assertThatThrownBy(() -> ModelName.parse(text)).hasMessageContaining("ORG/NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", ".hidden", "a..b", "a\u001b", "a b", "-x"})
    void shouldRefuseWhatIsNoFileName(String text) {
        assertThat(Manifest.isFileName(text)).isFalse();
    }
}
