package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at a checkpoint directory from outside, also while generators use it. */
public final class CheckpointInspector {
    private static final Pattern PATH = Pattern.compile("([0-9a-f]{16})/(0|[1-9][0-9]{0,8})/([^/]{1,100})");

    private final CheckpointFiles files;

    /** @throws IOException when there's no such directory */
    public CheckpointInspector(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("there's no directory " + root);
        }
        this.files = new CheckpointFiles(root, Integer.MAX_VALUE);
    }

    /**
     * One file.
     *
     * @param path below the directory
     * @param header as the file says; or why it isn't usable
     */
    public record Found(String path, long bytes, long modifiedMillis, Lookup<CheckpointHeader> header) {}

    /** All files, the oldest first; their headers are checked, what follows them isn't. */
    public List<Found> list() throws IOException {
        List<Found> found = new ArrayList<>();
        for (CheckpointListing.Entry entry : CheckpointListing.all(files.root())) {
            if (entry.id().isPresent()) {
                CheckpointId id = entry.id().get();
                found.add(new Found(id.path(), entry.bytes(), entry.modifiedMillis(), files.header(id)));
            }
        }
        found.sort(Comparator.comparingLong(Found::modifiedMillis).thenComparing(Found::path));
        return found;
    }

    /** Reads all of a file and checks it. */
    public Lookup<CheckpointHeader> verify(CheckpointId id) throws IOException {
        return files.read(id).then(content -> Lookup.hit(content.header()));
    }

    /** Whether there was such a file. */
    public boolean drop(CheckpointId id) throws IOException {
        return files.delete(id);
    }

    /** The id that a path of {@link #list} stands for; empty for anything else. */
    public static Optional<CheckpointId> parse(String path) {
        Matcher parts = PATH.matcher(path);
        return parts.matches()
                ? CheckpointId.parse(
                        HexFormat.fromHexDigitsToLong(parts.group(1)), Integer.parseInt(parts.group(2)), parts.group(3))
                : Optional.empty();
    }
}
