package dev.scopestream.engine.hub;

import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies of a hub's repositories: {@code CACHE/ORG/NAME/KEY/NAME}, where KEY stands for a commit and a choice of its files.
 * A copy is whole or not there. What is being fetched lies beside it, in {@code KEY.partial}.
 */
public record ModelCache(Path root) {
    private static final String PARTIAL = ".partial";

    public ModelCache {
        root = root.toAbsolutePath().normalize();
    }

    /** The user's. */
    public static ModelCache standard() {
        return new ModelCache(BundledModel.defaultCache().resolve("hub"));
    }

    /** Directory of all that there is of a repository. */
    public Path directory(ModelName name) {
        return root.resolve(name.organisation()).resolve(name.name());
    }

    /** Where a copy lies once it is whole. */
    public Path whole(ModelName name, String key) {
        return directory(name).resolve(key);
    }

    /** Where a copy lies while it is fetched. */
    public Path partial(ModelName name, String key) {
        return directory(name).resolve(key + PARTIAL);
    }

    /** The model's directory in a copy, whole or partial. */
    public static Path files(Path copy, ModelName name) {
        return CachedModel.directory(copy, name);
    }

    /** Name of the manifest in a copy. */
    public static Path manifest(Path copy) {
        return copy.resolve(Manifest.FILE);
    }

    /** The whole copy in a directory, if there is one. */
    public static Optional<CachedModel> read(Path copy) {
        return Files.isDirectory(copy) ? Optional.of(CachedModel.read(copy)) : Optional.empty();
    }

    /**
     * All whole copies, by name, the latest of each first.
     *
     * @param damaged gets a message for each that can't be read
     */
    public List<CachedModel> list(Consumer<String> damaged) {
        List<CachedModel> found = new ArrayList<>();
        for (Path organisation : directories(root)) {
            for (Path name : directories(organisation)) {
                found.addAll(copies(name, damaged));
            }
        }
        return found;
    }

    /**
     * The whole copies of a repository, the latest first.
     *
     * @throws CheckpointException when one can't be read
     */
    public List<CachedModel> list(ModelName name) {
        return copies(directory(name), message -> {
                    throw new CheckpointException(message);
                })
                .stream()
                .filter(copy -> name.revision().map(copy::isRevision).orElse(true))
                .toList();
    }

    /**
     * The copy that a name means: the latest, if all that have the revision were made of the same files.
     *
     * @throws CheckpointException when there is none, or several of different files
     */
    public CachedModel find(ModelName name) {
        List<CachedModel> copies = list(name);
        if (copies.isEmpty()) {
            throw new CheckpointException("the model " + name + " isn't in " + root + ": scopestream model pull "
                    + name.id() + name.revision().map(r -> " --revision " + r).orElse("") + " fetches it");
        }
        CachedModel latest = copies.get(0);
        for (CachedModel copy : copies) {
            if (!copy.manifest().form().equals(latest.manifest().form())) {
                throw new CheckpointException("there are several copies of " + name + ": give the directory of the one"
                        + " to use: " + latest.directory() + " ("
                        + latest.manifest().form() + ") or "
                        + copy.directory() + " (" + copy.manifest().form() + ")");
            }
        }
        return latest;
    }

    private static List<CachedModel> copies(Path directory, Consumer<String> damaged) {
        List<CachedModel> found = new ArrayList<>();
        for (Path copy : directories(directory)) {
            if (!String.valueOf(copy.getFileName()).endsWith(PARTIAL)) {
                try {
                    found.add(CachedModel.read(copy));
                } catch (CheckpointException e) {
                    damaged.accept("the copy " + copy + " is damaged: " + e.getMessage());
                }
            }
        }
        found.sort(Comparator.comparing((CachedModel copy) -> copy.manifest().pulled())
                .reversed());
        return found;
    }

    private static List<Path> directories(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(directory)) {
            return list.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new CheckpointException("can't list " + directory + ": " + e.getMessage(), e);
        }
    }
}
