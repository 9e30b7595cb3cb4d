package dev.scopestream.spill.checkpoint;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What files a checkpoint directory has. Whatever isn't named as ours is left alone, and links aren't followed. */
final class CheckpointListing {
    private CheckpointListing() {}

    /**
     * A checkpoint: its file, that of its changes, or both.
     *
     * @param id empty for a file that is being written, or was when its process ended
     * @param modifiedMillis of the newest file
     */
    record Entry(List<Path> paths, Optional<CheckpointId> id, long bytes, long modifiedMillis) {
        private Entry and(Entry other) {
            List<Path> both = new ArrayList<>(paths);
            both.addAll(other.paths);
            return new Entry(both, id, bytes + other.bytes, Math.max(modifiedMillis, other.modifiedMillis));
        }

        /** Whether there was a file of it. */
        boolean delete() throws IOException {
            boolean deleted = false;
            for (Path path : paths) {
                deleted |= Files.deleteIfExists(path);
            }
            return deleted;
        }
    }

    /** Of all spaces and partitions. */
    static List<Entry> all(Path root) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path space : children(root)) {
            if (name(space).matches("[0-9a-f]{16}")) {
                for (Path partition : children(space)) {
                    if (name(partition).matches("0|[1-9][0-9]{0,8}")) {
                        add(
                                HexFormat.fromHexDigitsToLong(name(space)),
                                Integer.parseInt(name(partition)),
                                partition,
                                entries);
                    }
                }
            }
        }
        return entries;
    }

    /** Of one partition; none where it has no directory. */
    static List<Entry> of(Path root, long space, int partition) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Path directory = root.resolve(CheckpointId.directory(space)).resolve(Integer.toString(partition));
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            add(space, partition, directory, entries);
        }
        return entries;
    }

    private static void add(long space, int partition, Path directory, List<Entry> entries) throws IOException {
        Map<CheckpointId, Entry> found = new LinkedHashMap<>();
        for (Path file : children(directory)) {
            Optional<CheckpointId> id = CheckpointId.parse(space, partition, name(file))
                    .or(() -> CheckpointId.parseChanges(space, partition, name(file)));
            if (id.isPresent() || name(file).startsWith(CheckpointFiles.TEMPORARY)) {
                Optional<Entry> entry = attributes(file)
                        .filter(BasicFileAttributes::isRegularFile)
                        .map(a -> new Entry(
                                List.of(file),
                                id,
                                a.size(),
                                a.lastModifiedTime().toMillis()));
                if (entry.isPresent() && id.isPresent()) {
                    Entry unused = found.merge(id.get(), entry.get(), Entry::and);
                } else {
                    entry.ifPresent(entries::add);
                }
            }
        }
        entries.addAll(found.values());
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** None of a file, of a link, and of a directory that was just removed. */
    private static List<Path> children(Path parent) throws IOException {
        List<Path> children = new ArrayList<>();
        if (Files.isSymbolicLink(parent)) {
            return children;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            children.clear();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }
}
