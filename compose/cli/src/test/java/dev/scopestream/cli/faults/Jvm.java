package dev.scopestream.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own with this test's class path, and the signals that it's sent. */
final class Jvm {
    private final Process process;
    private final Path log;
    private final long logStart;

    private Jvm(Process process, Path log, long logStart) {
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /** @param log its output is appended there */
    static Jvm start(Path log, List<String> options, List<String> command, Map<String, String> environment) {
        return start(List.of(), log, options, command, environment);
    }

    /** As if at a terminal: it takes SIGINT, which a shell's background jobs, and what they start, ignore. */
    static Jvm startInterruptible(Path log, List<String> options, List<String> command) {
        return start(List.of("env", "--default-signal=INT"), log, options, command, Map.of());
    }

    private static Jvm start(
            List<String> before,
            Path log,
            List<String> options,
            List<String> command,
            Map<String, String> environment) {
        List<String> line = new ArrayList<>(before);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true"));
        line.addAll(options);
        line.add("-cp");
        line.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().putAll(environment);
        try {
            Files.write(log, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            long start = Files.size(log);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Jvm(process, log, start);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has printed since it was started. */
    String output() {
        try {
            byte[] all = Files.readAllBytes(log);
            return new String(
                    all, (int) logStart, all.length - (int) logStart, java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitOutput(String text) {
        Await.until(90, () -> output().contains(text) || !process.isAlive(), "'" + text + "' in " + log);
        if (!output().contains(text)) {
            throw new AssertionError("ended without '" + text + "': " + output());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        join();
    }

    /** STOP, CONT, TERM. */
    void signal(String name) {
        run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Its files can't grow beyond so many bytes from now on. */
    void limitFiles(long bytes) {
        run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes);
    }

    private static void run(String... command) {
        try {
            int code = new ProcessBuilder(command).start().waitFor();
            if (code != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": exit code " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Its exit code. */
    int join() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("didn't end: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}
