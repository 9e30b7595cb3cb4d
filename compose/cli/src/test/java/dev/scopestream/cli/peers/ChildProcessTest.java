package dev.scopestream.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    @TempDir
    private Path directory;

    private ChildProcess shell(String script) {
        return new ChildProcess(
                List.of("sh", "-c", script),
                Map.of("WORD", "given"),
                directory.resolve("logs").resolve("log"));
    }

    /** Waits for the shell to have written its process's number. */
    private long pid(Path file) throws Exception {
        while (!Files.exists(file) || Files.readString(file).isBlank()) {
            Thread.onSpinWait();
        }
        return Long.parseLong(Files.readString(file).strip());
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void shouldGiveTheLastObjectThatItPrinted() throws Exception {
        ChildProcess.Outcome outcome = shell("echo '{\"a\": 1}'; echo \"{$WORD}\"; echo end; echo warning >&2")
                .run(LONG);

        assertThat(outcome.lastObject()).isEqualTo("{given}");
        assertThat(directory.resolve("logs/log")).hasContent("warning");
    }

    @Test
    void shouldSayWhatItLastSaidWhereItFails() {
        assertThatThrownBy(() -> shell("echo first >&2; echo 'no such module' >&2; exit 3")
                        .run(LONG))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("exit code 3: no such module");
        assertThatThrownBy(() -> shell("echo nothing").run(LONG).lastObject()).hasMessage("it printed no result");
        assertThatThrownBy(() -> new ChildProcess(
                                List.of(directory.resolve("nowhere").toString()), Map.of(), directory.resolve("log"))
                        .run(LONG))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void shouldEndItAndWhatItStartedWhenItTakesTooLong() throws Exception {
        Path file = directory.resolve("pid");

        assertThatThrownBy(
                        () -> shell("sleep 1000 & echo $! > " + file + "; wait").run(Duration.ofSeconds(1)))
                .isInstanceOf(PeerException.class)
                .hasMessage("took longer than 1 s");

        assertThat(isAlive(pid(file))).isFalse();
    }

    @Test
    void shouldEndWhatItLeftBehind() throws Exception {
        Path file = directory.resolve("pid");
        ChildProcess.Outcome unused = shell("sleep 1000 >/dev/null 2>&1 & echo $! > " + file + "; sleep 1")
                .run(LONG);

        assertThat(isAlive(pid(file))).isFalse();
    }

    @Test
    void shouldEndItWhenItIsInterrupted() throws Exception {
        Path file = directory.resolve("pid");
        Thread interrupted = new Thread(() -> {
            try {
                ChildProcess.Outcome unused =
                        shell("sleep 1000 & echo $! > " + file + "; wait").run(LONG);
            } catch (Exception e) {
                assertThat(e).isInstanceOf(InterruptedException.class);
            }
        });
        interrupted.start();
        long pid = pid(file);
        interrupted.interrupt();
        interrupted.join();

        assertThat(isAlive(pid)).isFalse();
    }

    @Test
    void shouldTellTheMostMemoryOfAllItsProcesses() throws Exception {
        Path status = Path.of("/proc/self/status");
        ChildProcess.Outcome outcome = shell("sleep 1 & sleep 1; wait").run(LONG);

        if (Files.exists(status)) {
            assertThat(outcome.residentBytes()).isBetween(100_000L, 200_000_000L);
        } else {
            assertThat(outcome.residentBytes()).isZero();
        }
    }
}
