package dev.scopestream.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {
    @TempDir
    Path cache;

    @Test
    void shouldMaterialiseALoadableModel() {
        Path model = BundledModel.materialise("longgen-tiny", cache);
        assertThat(model).startsWith(cache);
        try (Checkpoint checkpoint = ModelFiles.open(model)) {
            assertThat(checkpoint.name()).isEqualTo("longgen-tiny");
            assertThat(checkpoint.config().layers()).isEqualTo(4);
        }
    }

    @Test
    void shouldKeepWhatIsThereAndRepairWhatIsDamaged() throws IOException {
        Path model = BundledModel.materialise("longgen-tiny", cache);
        Path weights = model.resolve("model.safetensors");
        Path config = model.resolve("config.json");
        Object before = Files.readAttributes(weights, "unix:ino").get("ino");
        assertThat(BundledModel.materialise("longgen-tiny", cache)).isEqualTo(model);
        assertThat(Files.readAttributes(weights, "unix:ino").get("ino")).isEqualTo(before);

        byte[] good = Files.readAllBytes(weights);
        byte[] bad = good.clone();
        bad[bad.length - 1] ^= 1;
        Files.write(weights, bad);
        Files.delete(config);
        assertThat(BundledModel.materialise("longgen-tiny", cache)).isEqualTo(model);
        assertThat(Files.readAllBytes(weights)).isEqualTo(good);
        assertThat(config).exists();
        try (var left = Files.list(model.getParent())) {
            assertThat(left).containsExactly(model);
        }
    }

    @Test
    void shouldMaterialiseOnceForMany() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Path> task = () -> BundledModel.materialise("longgen-tiny", cache);
            for (var result :
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> task).toList())) {
                assertThat(result.get().resolve("model.safetensors")).hasSize(2482104);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldSayWhichModelsThereAre() {
        assertThatThrownBy(() -> BundledModel.materialise("../etc", cache))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("no bundled model '../etc'; there are: longgen-tiny");
    }

    @Test
    void shouldSayThatTheCacheCantBeWritten() throws IOException {
        Path file = Files.writeString(cache.resolve("file"), "");
        assertThatThrownBy(() -> BundledModel.materialise("longgen-tiny", file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("can't put the bundled model longgen-tiny into");
    }
}
