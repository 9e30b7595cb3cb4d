package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.FileTree;
import dev.scopestream.cli.common.LoadingLine;
import dev.scopestream.engine.hub.CachedModel;
import dev.scopestream.engine.hub.Manifest;
import dev.scopestream.engine.hub.ModelCache;
import dev.scopestream.engine.hub.ModelName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes a copy of a repository. It is put together beside its place and moved there when all of it is there and right; what
 * a killed pull left is used by the next one.
 */
final class Pull {
    /** What must stay free on the disk. */
    private static final long SPARE = 256 << 20;

    private final Hub hub;
    private final ModelCache cache;
    private final ModelName model;
    private final PrintWriter err;

    /** @param err shows how far it is */
    Pull(Hub hub, ModelCache cache, ModelName model, PrintWriter err) {
        this.hub = hub;
        this.cache = cache;
        this.model = model;
        this.err = err;
    }

    /**
     * The copy, which may have been there.
     *
     * @throws CliException when it can't be made
     */
    CachedModel run(String revision, Patterns patterns) throws IOException {
        Hub.Listing listing = hub.list(model, revision);
        return ModelLock.whileHeld(cache, model, () -> {
            Selector selector = new Selector(model.id(), listing.files(), patterns);
            Selection selection = selector.select(shards(listing, selector));
            String key = listing.commit() + "-" + selection.digest();
            Optional<CachedModel> there = ModelCache.read(cache.whole(model, key));
            return there.isPresent() ? there.get() : fetch(listing, selection, revision, key);
        });
    }

    private Set<String> shards(Hub.Listing listing, Selector selector) throws IOException {
        Optional<HubFile> index = selector.index();
        if (index.isEmpty()) {
            return Set.of();
        }
        Path apart = Files.createTempDirectory(cache.directory(model), ".index");
        try {
            return SafetensorsIndex.shards(new Download(hub, listing, index.get(), apart, n -> {}).run());
        } finally {
            FileTree.delete(apart);
        }
    }

    private CachedModel fetch(Hub.Listing listing, Selection selection, String revision, String key)
            throws IOException {
        Path partial = cache.partial(model, key);
        Path files = Files.createDirectories(ModelCache.files(partial, model));
        long present = selection.files().stream()
                .mapToLong(file -> Download.present(file, files))
                .sum();
        requireSpace(files, selection.bytes() - present);
        try (LoadingLine line = LoadingLine.on(err, "fetching " + model.id() + ":", present)) {
            AtomicLong done = new AtomicLong();
            List<Download> downloads = selection.files().stream()
                    .sorted(Comparator.comparingLong(HubFile::bytes).reversed())
                    .map(file -> new Download(
                            hub, listing, file, files, bytes -> line.loaded(done.addAndGet(bytes), selection.bytes())))
                    .toList();
            Downloads.run(downloads);
        }
        Manifest manifest = new Manifest(
                model.id(),
                revision,
                listing.commit(),
                selection.form(),
                listing.licence(),
                hub.endpoint().toString(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                selection.files().stream().map(HubFile::entry).toList());
        write(ModelCache.manifest(partial), manifest.json());
        sync(files);
        sync(partial);
        Path whole = cache.whole(model, key);
        Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
        sync(whole.getParent());
        return ModelCache.read(whole).orElseThrow();
    }

    private static void requireSpace(Path directory, long bytes) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (bytes + SPARE > free) {
            throw new CliException(
                    "there are " + Amounts.bytes((double) bytes) + " to fetch, and " + Amounts.bytes((double) free)
                            + " free on the disk of " + directory + ", of which " + Amounts.bytes((double) SPARE)
                            + " are left alone: free some, or give --cache DIR on another");
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        sync(file);
    }

    /** A file's content, or a directory's names, are on disk afterwards. */
    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
