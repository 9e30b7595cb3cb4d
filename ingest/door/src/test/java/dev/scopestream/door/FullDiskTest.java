package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A door whose disk, a real file system of 1 MiB, is full: it says so, leaves nothing behind, and goes on when there is room. */
class FullDiskTest {
    private static final int DISK = 1 << 20;
    private static final int LINES = 1500;

    @TempDir
    private static Path directory;

    private static Path disk;
    private static Path filler;
    private static Stack stack;
    private static BatchCalls calls;
    private static DoorHandle door;

    @BeforeAll
    static void start() throws Exception {
        disk = Files.createDirectories(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0,
                "only root may mount a small file system");
        filler = disk.resolve("filler");
        stack = new Stack(directory, false);
        calls = new BatchCalls(stack);
        door = stack.door(Map.of("scope.door.files.directory", disk.toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
            run("umount", "-l", disk.toString());
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1; // there is no such program
        }
    }

    /** Takes the room there is but for so many bytes. */
    private static void fill(long left) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] page = new byte[4096];
            while (room() >= left + page.length) {
                out.write(page);
            }
        }
    }

    private static long room() {
        try {
            return Files.getFileStore(disk).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> parts() throws IOException {
        try (Stream<Path> all = Files.walk(disk)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("uploads")
                            || file.toString().endsWith(".tmp"))
                    .toList();
        }
    }

    private static void shouldSayThatItIsFull(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(507);
        JsonNode error = Stack.json(response.body()).get("error");
        assertThat(error.get("code").asText()).isEqualTo("disk_full");
        assertThat(error.get("type").asText()).isEqualTo("server_error");
        assertThat(error.get("message").asText()).doesNotContain(disk.toString());
    }

    @Test
    void shouldRefuseAFileThatFindsNoRoomAndTakeOneThatDoes() throws Exception {
        for (int attempt = 0; attempt < 3; attempt++) {
            shouldSayThatItIsFull(calls.upload(door, "batch", "x".repeat(2 * DISK)));
            assertThat(parts()).isEmpty();
        }
        String small = calls.file(door, List.of("not json"));
        fill(0);
        shouldSayThatItIsFull(calls.upload(door, "batch", "x".repeat(100)));
        shouldSayThatItIsFull(calls.upload(door, "batch", "x".repeat(100_000)));
        shouldSayThatItIsFull(calls.batch(door, small, "24h"));
        assertThat(parts()).isEmpty();
        assertThat(calls.get(door, "/v1/files").get("data")).hasSize(1);
        assertThat(calls.get(door, "/v1/batches").get("data")).isEmpty();
        Files.delete(filler);
        JsonNode batch = calls.ended(door, calls.batch(door, small, "24h"));
        assertThat(batch.get("status").asText()).isEqualTo("completed");
    }

    @Test
    void shouldGoOnWithABatchWhoseOutputFoundNoRoom() throws Exception {
        String input = calls.file(
                door,
                IntStream.range(0, LINES)
                        .mapToObj(i -> BatchCalls.line("full-" + i, 5, ", \"best_of\": 2"))
                        .toList());
        fill(100_000);
        String path = "/v1/batches/" + BatchCalls.id(calls.batch(door, input, "24h"));
        Stack.await("the errors of the batch have taken what was left", () -> room() < 4096);
        assertThat(calls.get(door, path).get("status").asText()).isNotEqualTo("completed");
        Files.delete(filler);
        JsonNode batch = calls.ended(door, stack.get(door, path));
        assertThat(batch.get("status").asText()).as(batch.toString()).isEqualTo("completed");
        assertThat(BatchCalls.ids(calls.content(door, batch.get("error_file_id"))))
                .hasSize(LINES)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldSayThatADiskFailedOtherwise() throws Exception {
        Path uploads = disk.resolve("uploads");
        Files.delete(uploads);
        Files.writeString(uploads, "no directory");
        try {
            HttpResponse<String> failed = calls.upload(door, "batch", "x");
            assertThat(failed.statusCode()).as(failed.body()).isEqualTo(503);
            assertThat(Stack.json(failed.body()).at("/error/code").asText()).isEqualTo("disk_failed");
            assertThat(failed.headers().firstValue("Retry-After")).isPresent();
        } finally {
            Files.delete(uploads);
        }
        assertThat(calls.upload(door, "batch", "x").statusCode()).isEqualTo(200);
    }
}
