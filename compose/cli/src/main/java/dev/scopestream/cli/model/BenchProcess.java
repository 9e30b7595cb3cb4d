package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.generator.GeneratorApplication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A generator in a process of its own, with a disk of its own. Closing it kills it. */
final class BenchProcess implements AutoCloseable {
    private static final String UP = "generator up";
    private static final String ASSIGNED = "partitions assigned";
    private static final int LAST_LINES = 12;

    private final Process process;
    private final CompletableFuture<Long> up = new CompletableFuture<>();
    private final CompletableFuture<Long> assigned = new CompletableFuture<>();
    private final Deque<String> last = new ArrayDeque<>();

    private BenchProcess(Process process) {
        this.process = process;
    }

    /** @param options the generator's */
    static BenchProcess start(Map<String, Object> options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GeneratorApplication.class.getName())
                .redirectErrorStream(true);
        options.forEach((name, value) ->
                builder.environment().put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value.toString()));
        BenchProcess started = new BenchProcess(builder.start());
        Thread reader = new Thread(started::read, "bench-process-output");
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long now = System.nanoTime();
                if (line.contains(UP)) {
                    up.complete(now);
                }
                if (line.contains(ASSIGNED)) {
                    assigned.complete(now);
                }
                keep(line);
            }
        } catch (IOException | UncheckedIOException e) {
            keep(e.toString());
        }
        CliException ended = new CliException("a generator's process ended: " + output());
        up.completeExceptionally(ended);
        assigned.completeExceptionally(ended);
    }

    private synchronized void keep(String line) {
        last.add(line);
        if (last.size() > LAST_LINES) {
            last.remove();
        }
    }

    private synchronized String output() {
        return String.join(System.lineSeparator(), last);
    }

    /** When it had started, by this process's clock of nanoseconds. */
    long awaitUp(Duration atMost) throws InterruptedException {
        return await(up, "didn't start", atMost);
    }

    /** When it got a partition. */
    long awaitAssigned(Duration atMost) throws InterruptedException {
        return await(assigned, "got no partition", atMost);
    }

    private long await(CompletableFuture<Long> moment, String what, Duration atMost) throws InterruptedException {
        try {
            return moment.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new CliException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new CliException(
                    "a generator's process " + what + " within " + atMost.toSeconds() + " s: " + output(), e);
        }
    }

    /** SIGTERM: it gives up what runs in order. */
    void stop() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        Process unused = process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
