package dev.scopestream.door.files;

import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.config.DoorConfigurationException;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.FileOptions;
import dev.scopestream.door.request.RefusedException;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All tenants' files in the directory that the options name. Safe for use by many threads. */
@Context
@Requires(property = DoorContext.ENABLED)
public final class FileStore {
    private static final Pattern ID = Pattern.compile("file-[0-9a-f]{32}");
    private static final String TENANT = "tenant-";
    private static final String NOBODY = "nobody";
    private static final String UPLOADS = "uploads";

    private final FileOptions options;
    private final Uploads uploads;
    private final DiskUse use;

    /** @throws DoorConfigurationException when the directory can't be made or written */
    FileStore(FileOptions options) {
        this.options = options;
        this.uploads = new Uploads(root().resolve(UPLOADS));
        this.use = new DiskUse(
                () -> all().stream().mapToLong(TenantDirectory::bytes).sum(), System::nanoTime);
        if (isOn()) {
            try {
                Files.createDirectories(uploads.root());
                Files.delete(Files.createTempFile(uploads.root(), "start", ".tmp"));
            } catch (IOException e) {
                throw new DoorConfigurationException(
                        "scope.door.files.directory: " + root() + " can't be written: " + e, e);
            }
        }
    }

    /** Whether files are kept here at all. */
    public boolean isOn() {
        return !options.directory().isBlank();
    }

    /** Where everything is kept. */
    public Path root() {
        return Path.of(options.directory());
    }

    /** Where parts of files are that are being sent. */
    public Uploads uploads() {
        return uploads;
    }

    /** Bytes of one file, at most. */
    public long largest() {
        return options.fileBytes();
    }

    /** How long files are kept, in seconds. */
    public long keepSeconds() {
        return options.keep().toSeconds();
    }

    /**
     * What a tenant has.
     *
     * @param tenant empty: nobody is named
     * @throws RefusedException with 404 when no files are kept here
     */
    public TenantDirectory of(String tenant) {
        if (!isOn()) {
            throw new RefusedException(OpenAiError.invalid(
                    404, "this door keeps no files (scope.door.files.directory isn't set)", null, "no_files"));
        }
        return new TenantDirectory(tenant, root().resolve(tenant.isEmpty() ? NOBODY : TENANT + tenant));
    }

    /** What everybody has. */
    public List<TenantDirectory> all() {
        if (!isOn()) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(root())) {
            return list.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.equals(NOBODY) || name.startsWith(TENANT))
                    .map(name -> of(name.equals(NOBODY) ? "" : name.substring(TENANT.length())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks that a tenant may keep one more file or batch.
     *
     * @param more bytes of it
     * @throws RefusedException saying which bound it is
     */
    public void checkRoom(TenantDirectory tenant, long more) {
        checkQuota(tenant, more);
        checkAll(more);
    }

    /** As {@link #checkRoom}, of a file that is among the uploads already. */
    public void checkUploaded(TenantDirectory tenant, long more) {
        checkQuota(tenant, more);
        checkAll(0);
    }

    private void checkQuota(TenantDirectory tenant, long more) {
        if (tenant.count() >= options.perTenant()) {
            throw full(options.perTenant() + " files and batches, as many as a tenant may have"
                    + " (scope.door.files.per-tenant): delete some");
        }
        if (tenant.bytes() + more > options.bytesPerTenant()) {
            throw full("more than " + options.bytesPerTenant() + " bytes then, as many as a tenant may have"
                    + " (scope.door.files.bytes-per-tenant): delete some");
        }
    }

    private void checkAll(long more) {
        // parts of files are not a tenant's yet, but have their place on the disk
        long coming = uploads.bytes();
        if (use.isOver(options.bytes(), coming + more)) {
            throw new RefusedException(OpenAiError.server(
                    507,
                    "all files here have " + (use.bytes() + coming) + " bytes, and may have " + options.bytes(),
                    "disk_full",
                    0));
        }
    }

    private static RefusedException full(String message) {
        return new RefusedException(OpenAiError.invalid(403, "you have " + message, null, "quota_exceeded"));
    }

    /** A new file's id. */
    public static String newId() {
        return "file-" + UUID.randomUUID().toString().replace("-", "");
    }

    /**
     * A file whose content is whole becomes one of the tenant's, and is forced to the disk before.
     *
     * @param content is moved; it may be where the tenant has it already
     * @throws UncheckedIOException when the disk refuses it
     */
    public void add(TenantDirectory tenant, StoredFile file, Path content) {
        Path data = tenant.data(file.id());
        boolean foreign = !content.equals(data);
        try {
            try (FileChannel channel = FileChannel.open(content, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.createDirectories(tenant.path());
            Files.move(content, data, StandardCopyOption.ATOMIC_MOVE);
            tenant.write(file.id(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            if (foreign) {
                WholeFile.delete(data); // without a record it is nobody's
            }
            throw e;
        }
        if (foreign) {
            use.added(file.bytes());
        }
    }

    /** Removes a tenant's file. */
    public void remove(TenantDirectory tenant, StoredFile file) {
        tenant.remove(file.id());
        use.added(-file.bytes());
    }

    /** A tenant's file; empty: it has none of this id. */
    public Optional<StoredFile> find(TenantDirectory tenant, String id) {
        return ID.matcher(id).matches()
                ? tenant.read(id, StoredFile.class).filter(file -> file.expiresAt() > Clocks.seconds())
                : Optional.empty();
    }

    /** A tenant's files. */
    public List<StoredFile> list(TenantDirectory tenant) {
        return tenant.all("file-", StoredFile.class).stream()
                .filter(file -> file.expiresAt() > Clocks.seconds())
                .toList();
    }

    /** Removes parts of files that nothing was added to for so long. */
    public void sweepUploads(Duration age) {
        uploads.sweep(age);
    }
}
