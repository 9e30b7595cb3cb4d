package dev.scopestream.cli.peers;

import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What all contenders are given.
 *
 * @param model a checkpoint's directory or file
 * @param cache where environments, converted models and logs are
 * @param python makes the environments
 * @param output tokens that each request generates
 */
public record PeerSetup(Path model, Path cache, String python, int output, int threads, Limits limits) {
    /**
     * How long something may take.
     *
     * @param install an environment, or a conversion
     * @param run a case
     */
    public record Limits(Duration install, Duration run) {}

    /** The user's cache directory. */
    public static Path standardCache() {
        return BundledModel.defaultCache().resolveSibling("peers");
    }

    /** Where this model's converted forms are: another place as soon as its files are others. */
    Path converted() throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.isDirectory(model) ? Files.list(model) : Stream.of(model)) {
            files = list.filter(Files::isRegularFile).sorted().toList();
        }
        long hash = model.toAbsolutePath().normalize().toString().hashCode();
        for (Path file : files) {
            hash = 31 * hash + file.getFileName().toString().hashCode();
            hash = 31 * hash + Files.size(file);
            hash = 31 * hash + Files.getLastModifiedTime(file).toMillis();
        }
        return cache.resolve("models").resolve(model.getFileName() + "-" + Long.toHexString(hash));
    }

    Path log(String name, String what) {
        return cache.resolve("logs")
                .resolve(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-") + "-" + what + ".log");
    }
}
