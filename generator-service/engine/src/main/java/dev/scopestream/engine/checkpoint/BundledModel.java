package dev.scopestream.engine.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model inside the jar, which is copied to a directory that {@link Checkpoint#open} takes. Its MANIFEST lists the files,
 * one a line: SHA-256 (hex), size in bytes, name.
 */
public final class BundledModel {
    private static final Set<String> NAMES = Set.of("longgen-tiny");
    private static final String ROOT = "/models/";
    private static final String MANIFEST = "MANIFEST";

    private final String name;
    private final List<Entry> entries;
    private final String digest;

    private record Entry(String sha256, long bytes, String name) {}

    private BundledModel(String name) throws IOException {
        this.name = name;
        byte[] manifest = resource(MANIFEST);
        this.digest = hex(manifest).substring(0, 16);
        this.entries = new String(manifest, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(" ", 3))
                .map(parts -> new Entry(parts[0], Long.parseLong(parts[1]), parts[2]))
                .toList();
    }

    /** Names of the bundled models. */
    public static Set<String> names() {
        return NAMES;
    }

    /** Where models are kept between runs: {@code scopestream/models} in the user's cache directory. */
    public static Path defaultCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path cache = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home"), ".cache");
        return cache.resolve("scopestream").resolve("models");
    }

    /**
     * The model's directory, named like the model, under {@code cache}. What is there already is used if every file has
     * the right size and SHA-256, and replaced otherwise; several processes may do this at the same time.
     *
     * @throws CheckpointException when there's no such model, or the cache can't be written
     */
    public static Path materialise(String name, Path cache) {
        if (!NAMES.contains(name)) {
            throw new CheckpointException("no bundled model '" + name + "'; there are: " + String.join(", ", NAMES));
        }
        try {
            return new BundledModel(name).into(cache.toAbsolutePath().normalize());
        } catch (IOException | UncheckedIOException e) {
            throw new CheckpointException(
                    "can't put the bundled model " + name + " into " + cache + ": " + e.getMessage(), e);
        }
    }

    private Path into(Path cache) throws IOException {
        Path parent = Files.createDirectories(cache.resolve(digest));
        Path target = parent.resolve(name);
        if (complete(target)) {
            return target;
        }
        Path fresh = Files.createTempDirectory(parent, "new-");
        try {
            for (Entry entry : entries) {
                byte[] content = resource(entry.name());
                if (content.length != entry.bytes() || !hex(content).equals(entry.sha256())) {
                    throw new IOException(entry.name() + " in the program's jar is damaged");
                }
                Files.write(fresh.resolve(entry.name()), content);
            }
            replace(target, fresh, parent);
        } finally {
            delete(fresh);
        }
        if (!complete(target)) {
            throw new IOException("something else changes the files in " + target);
        }
        return target;
    }

    /** Moves {@code fresh} to {@code target}, unless another process put a complete copy there. */
    private void replace(Path target, Path fresh, Path parent) throws IOException {
        try {
            if (Files.exists(target) && !complete(target)) {
                Path old = Files.createTempDirectory(parent, "old-");
                Files.move(target, old.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                delete(old);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!complete(target)) {
                throw e;
            }
        }
    }

    private boolean complete(Path directory) throws IOException {
        for (Entry entry : entries) {
            Path file = directory.resolve(entry.name());
            if (!Files.isRegularFile(file)
                    || Files.size(file) != entry.bytes()
                    || !hex(Files.readAllBytes(file)).equals(entry.sha256())) {
                return false;
            }
        }
        return true;
    }

    private byte[] resource(String file) throws IOException {
        try (InputStream in = BundledModel.class.getResourceAsStream(ROOT + name + "/" + file)) {
            if (in == null) {
                throw new IOException(file + " isn't in the program's jar");
            }
            return in.readAllBytes();
        }
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(WeightsDigest.sha256().digest(content));
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
