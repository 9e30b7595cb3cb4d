package dev.scopestream.cli.peers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own, with a time limit. However it ends, nothing that it started goes on. */
final class ChildProcess {
    private static final int REASON_LENGTH = 300;
    private static final long LOOK_MILLIS = 100;

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;

    /**
     * @param environment besides this process's own
     * @param log gets its standard error, and afterwards its output
     */
    ChildProcess(List<String> command, Map<String, String> environment, Path log) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /**
     * What it left.
     *
     * @param output all of its standard output
     * @param residentBytes most memory of its processes together; 0 where the system doesn't say
     */
    record Outcome(String output, long residentBytes) {
        /** @throws PeerException where no line is an object of JSON */
        String lastObject() {
            return output.lines()
                    .filter(line -> line.startsWith("{"))
                    .reduce((first, second) -> second)
                    .orElseThrow(() -> new PeerException("it printed no result"));
        }
    }

    /**
     * Runs it to its end.
     *
     * @throws PeerException where it can't be started, takes longer, or ends with another code than 0: the last line it wrote
     */
    Outcome run(Duration limit) throws IOException, InterruptedException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Path output = Files.createTempFile("scopestream-peer", ".out");
        try {
            long resident = await(start(output), limit, output);
            return new Outcome(read(output), resident);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private Process start(Path output) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .redirectError(log.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new PeerException(e.getMessage(), e);
        }
    }

    private long await(Process process, Duration limit, Path output) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        ResidentMemory memory = new ResidentMemory(process.toHandle());
        Set<ProcessHandle> started = new HashSet<>();
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                memory.look();
                process.descendants().forEach(started::add);
                if (System.nanoTime() > end) {
                    throw new PeerException("took longer than " + limit.toSeconds() + " s");
                }
            }
        } finally {
            end(process, started);
        }
        if (process.exitValue() != 0) {
            throw new PeerException("exit code " + process.exitValue() + ": " + reason(output) + " (" + log + ")");
        }
        return memory.most();
    }

    /** @param started all that were seen: a child is nobody's descendant any more when its parent has ended */
    private static void end(Process process, Set<ProcessHandle> started) {
        process.descendants().forEach(started::add);
        started.add(process.toHandle());
        started.forEach(ProcessHandle::destroyForcibly);
        started.forEach(handle -> handle.onExit().join());
    }

    private String reason(Path output) throws IOException {
        String text = (read(output) + "\n" + read(log)).strip();
        String last = text.substring(text.lastIndexOf('\n') + 1).strip();
        return last.length() <= REASON_LENGTH ? last : last.substring(0, REASON_LENGTH) + "...";
    }

    /** What isn't UTF-8 becomes the replacement character. */
    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
