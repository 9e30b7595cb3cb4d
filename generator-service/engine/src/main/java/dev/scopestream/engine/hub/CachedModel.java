package dev.scopestream.engine.hub;

import java.nio.file.Path;

/**
 * A copy of a hub's repository on this machine.
 *
 * @param root directory of the copy: its manifest, and a directory of the model's name with the files
 */
public record CachedModel(Path root, Manifest manifest) {

    static CachedModel read(Path root) {
        return new CachedModel(root, Manifest.read(root.resolve(Manifest.FILE)));
    }

    /** The model's directory, as an engine opens it. */
    public Path directory() {
        return directory(root, ModelName.parse(manifest.model()));
    }

    static Path directory(Path root, ModelName name) {
        return root.resolve(name.name());
    }

    /** Whether this is the revision that is asked for: by its name, or by the beginning of its commit's hash. */
    boolean isRevision(String revision) {
        return manifest.revision().equals(revision)
                || (revision.length() >= 7 && manifest.commit().startsWith(revision));
    }

    /** The copy in a few words. */
    public String describe() {
        return manifest.model() + "@" + manifest.commit().substring(0, 12) + " (" + manifest.form() + ")";
    }
}
