package dev.scopestream.spill.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.spill.FakeClock;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.format.StoreKeys;
import dev.scopestream.spill.format.ValueKind;
import dev.scopestream.spill.inspect.SpillInspection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class SpillInspectorTest {
    @TempDir
    Path directory;

    private RocksSpillStore open() throws SpillDirectoryInUseException {
        return RocksSpillStore.open(SpillSamples.options(directory), new FakeClock());
    }

    private void fill(SpillStore store) {
        for (int i = 0; i < 6; i++) {
            store.put(SpillSamples.block("first", i % 2, 0, i));
        }
        store.put(SpillSamples.block("second\u001b[2J", 0, 0, 0));
        store.putCheckpoint(SpillSamples.request("first"), ByteBuffer.allocate(1000));
        store.putPrefix("system prompt", 1, 2, ByteBuffer.allocate(50));
    }

    private Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (var all = Files.walk(directory)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> sizes.put(
                            directory.relativize(file).toString(), file.toFile().length()));
        }
        return sizes;
    }

    @Test
    void shouldShowEachRequestAndChangeNothing() throws IOException {
        try (RocksSpillStore store = open()) {
            fill(store);
        }
        var before = files();
        SpillInspection inspection = SpillInspector.inspect(directory);
        assertThat(files()).isEqualTo(before);
        assertThat(inspection.heldBy()).isEmpty();
        assertThat(inspection.report().sound()).isTrue();
        assertThat(inspection.report().blocks()).isEqualTo(7);
        assertThat(inspection.text())
                .contains("not in use")
                .containsPattern("first +6 +96 +96 +2 +2 +0 +1000 ")
                .contains("second?[2J")
                .doesNotContain("\u001b")
                .contains("system prompt")
                .contains("2 requests, 7 blocks, 1 prefixes")
                .contains("2026-01-01T00:00:00Z")
                .contains("every value is whole");
    }

    @Test
    void shouldLookAtAStoreThatIsInUse() throws IOException {
        try (RocksSpillStore store = open()) {
            fill(store);
            assertThat(store.sync()).isTrue();
            store.put(SpillSamples.block("not flushed", 0, 0, 0));
            SpillInspection inspection = SpillInspector.inspect(directory);
            assertThat(inspection.heldBy()).contains(ProcessHandle.current().pid());
            assertThat(inspection.report().blocks()).isEqualTo(7);
            assertThat(store.put(SpillSamples.block("goes on", 0, 0, 0))).isTrue();
            assertThat(store.sync()).isTrue();
            assertThat(store.statistics().setAside()).isZero();
        }
    }

    @Test
    void shouldTellWhatCannotBeUsedAndWhy() throws IOException, RocksDBException {
        try (RocksSpillStore store = open()) {
            fill(store);
        }
        try (RocksDatabase database =
                RocksDatabase.open(StoreDirectory.database(directory), SpillSamples.options(directory))) {
            byte[] owner = StoreKeys.ofRequest("first");
            byte[] torn = StoreKeys.key(owner, SpillSamples.at(0, 0, 0).packed());
            byte[] moved = StoreKeys.key(owner, SpillSamples.at(1, 0, 1).packed());
            byte[] gone = StoreKeys.key(owner, SpillSamples.at(0, 0, 2).packed());
            var blocks = database.family(ValueKind.BLOCK);
            byte[] sound = database.db().get(blocks, torn);
            database.db().put(blocks, torn, Arrays.copyOf(sound, 100));
            database.db().put(blocks, moved, sound);
            database.db().delete(blocks, gone);
            database.flush();
        }
        SpillInspection inspection = SpillInspector.inspect(directory);
        assertThat(inspection.report().failures())
                .isEqualTo(Map.of(MissReason.TORN, 1L, MissReason.MISPLACED, 1L, MissReason.ABSENT, 1L));
        assertThat(inspection.report().requests().get(0).blocks()).isEqualTo(3);
        assertThat(inspection.text()).contains("NOT all can be used").contains("absent 1, torn 1, misplaced 1");
    }

    @Test
    void shouldSayWhatIsWrongWithADirectory() throws IOException {
        assertThatThrownBy(() -> SpillInspector.inspect(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no spill store in " + directory);
        assertThatThrownBy(() -> SpillInspector.inspect(directory.resolve("missing")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no spill store");
        open().close();
        Files.writeString(StoreDirectory.database(directory).resolve("CURRENT"), "nothing");
        assertThatThrownBy(() -> SpillInspector.inspect(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't be opened")
                .hasMessageContaining("sets it aside");
    }
}
