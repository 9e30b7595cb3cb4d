package dev.scopestream.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailableMemoryTest {
    private static final String MEMINFO = "MemTotal:  100 kB\nMemFree: 1 kB\nMemAvailable:    7000 kB\n";

    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Optional<AvailableMemory> found() {
        return AvailableMemory.of(root);
    }

    @Test
    void shouldSayNothingWhereTheSystemSaysNothing() throws IOException {
        assertThat(found()).isEmpty();
        write("proc/meminfo", "MemAvailable: none kB\n");
        write("proc/self/cgroup", "garbage\n0::\n::::\n0::/../../etc\n");
        assertThat(found()).isEmpty();
    }

    @Test
    void shouldTakeWhatTheMachineHasWhereNoGroupIsLimited() throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "0::/a/b\n");
        write("sys/fs/cgroup/a/b/memory.max", "max\n");
        write("sys/fs/cgroup/a/b/memory.current", "5000\n");
        assertThat(found()).contains(new AvailableMemory(7000 * 1024, "the machine's MemAvailable"));
    }

    @Test
    void shouldTakeTheTightestGroupAboveAndCountPagesOfFilesAsAvailable() throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "0::/a/b\n");
        write("sys/fs/cgroup/a/memory.max", "4000000\n");
        write("sys/fs/cgroup/a/memory.current", "3500000\n");
        write("sys/fs/cgroup/a/memory.stat", "anon 1\ninactive_file 1000000\nactive_file 200000\n");
        write("sys/fs/cgroup/a/b/memory.max", "6000000\n");
        write("sys/fs/cgroup/a/b/memory.current", "1\n");
        assertThat(found().orElseThrow().bytes()).isEqualTo(1_700_000);
        assertThat(found().orElseThrow().limit()).contains("memory.max of 4000000");
    }

    @Test
    void shouldFindTheContainersLimitAtTheRootWhereItsPathIsOutside() throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "12:cpu:/x\n4:memory:/docker/0123\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "3000000\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1000000\n");
        write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file 5\n");
        assertThat(found().orElseThrow().bytes()).isEqualTo(2_000_005);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(found().orElseThrow().bytes()).isEqualTo(7000 * 1024);
    }

    @Test
    void shouldReadThisMachines() {
        assertThat(AvailableMemory.of(AvailableMemory.LINUX))
                .hasValueSatisfying(memory -> assertThat(memory.bytes()).isPositive());
    }
}
