package dev.scopestream.door.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.config.BatchOptions;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.files.Clocks;
import dev.scopestream.door.files.FileStore;
import dev.scopestream.door.files.StoredFile;
import dev.scopestream.door.files.TenantDirectory;
import dev.scopestream.door.request.RefusedException;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.Sha256;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What tenants do with their batches. Safe for use by many threads. */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class Batches {
    static final String PREFIX = "batch_";

    private static final String CANCEL = "cancel";

    private static final Pattern ID = Pattern.compile("batch_[0-9a-f]{32}");
    private static final int ID_BYTES = 16;

    private final FileStore store;
    private final BatchOptions options;
    private final BatchWorkers workers;

    Batches(FileStore store, BatchOptions options, BatchWorkers workers) {
        this.store = store;
        this.options = options;
        this.workers = workers;
    }

    /**
     * A batch as its owner sees it.
     *
     * @param createdAt epoch seconds
     */
    public record View(String id, long createdAt, ObjectNode body) {}

    /**
     * Accepts a batch; it is on the disk when this returns.
     *
     * @param json the request's body
     * @param key by which the same request may be sent again; null: none
     * @throws RefusedException saying what is wrong
     */
    public View create(String tenant, byte[] json, String key) {
        TenantDirectory directory = store.of(tenant);
        BatchForm form;
        try {
            form = BatchForm.read(json);
        } catch (InvalidEventException e) {
            throw new RefusedException(OpenAiError.of(e));
        }
        long now = Clocks.seconds();
        BatchRequest request = new BatchRequest(
                key == null ? newId() : id(tenant, key),
                form.endpoint().path(),
                form.inputFileId(),
                form.completionWindow(),
                now,
                now + form.window().toSeconds(),
                form.metadata(),
                options.window(),
                form.outputSeconds() == 0 ? store.keepSeconds() : Math.min(form.outputSeconds(), store.keepSeconds()));
        StoredBatch batch = new StoredBatch(request, BatchProgress.accepted());
        Optional<StoredBatch> before = stored(directory, request.id());
        if (before.isEmpty()) {
            checkInput(directory, form.inputFileId());
            store.checkRoom(directory, 0);
            if (directory.create(request.id(), batch)) {
                workers.look(request.id());
                return view(directory, batch);
            }
            before = stored(directory, request.id()); // somebody sent the key at the same moment
        }
        if (!before.map(StoredBatch::request).filter(request::asksFor).isPresent()) {
            throw new RefusedException(OpenAiError.invalid(
                    422, "this Idempotency-Key was used with another body", "Idempotency-Key", "key_reused"));
        }
        return view(directory, before.get());
    }

    private void checkInput(TenantDirectory directory, String file) {
        if (!store.find(directory, file)
                .map(StoredFile::purpose)
                .filter(StoredFile.BATCH::equals)
                .isPresent()) {
            throw new RefusedException(OpenAiError.invalid(
                    400, "input_file_id: you have no such file for batches", "input_file_id", "file_not_found"));
        }
    }

    private static String newId() {
        return PREFIX + UUID.randomUUID().toString().replace("-", "");
    }

    private static String id(String tenant, String key) {
        return PREFIX + HexFormat.of().formatHex(Sha256.of(tenant + "/" + key), 0, ID_BYTES);
    }

    /** @throws RefusedException with 404 when the tenant has none of this id */
    public View find(String tenant, String id) {
        TenantDirectory directory = store.of(tenant);
        return view(directory, stored(directory, id).orElseThrow(() -> missing(id)));
    }

    private static RefusedException missing(String id) {
        return new RefusedException(OpenAiError.invalid(
                404,
                "there is no batch " + (ID.matcher(id).matches() ? id : "of this id") + " of yours here",
                "batch_id",
                null));
    }

    private static Optional<StoredBatch> stored(TenantDirectory directory, String id) {
        return ID.matcher(id).matches() ? directory.read(id, StoredBatch.class) : Optional.empty();
    }

    /** All of a tenant's, in no order. */
    public List<View> list(String tenant) {
        TenantDirectory directory = store.of(tenant);
        return directory.all(PREFIX, StoredBatch.class).stream()
                .map(batch -> view(directory, batch))
                .toList();
    }

    /** Whether a batch that hasn't ended reads this file. */
    public boolean isInput(String tenant, String file) {
        return store.of(tenant).all(PREFIX, StoredBatch.class).stream()
                .anyMatch(batch ->
                        !batch.isEnded() && batch.request().inputFileId().equals(file));
    }

    /**
     * Asks whichever door runs a batch to cancel it.
     *
     * @throws RefusedException with 404 when there is none, with 409 when it has ended
     */
    public View cancel(String tenant, String id) {
        TenantDirectory directory = store.of(tenant);
        StoredBatch batch = stored(directory, id).orElseThrow(() -> missing(id));
        if (batch.isEnded() || batch.progress().status() == BatchStatus.FINALIZING) {
            throw new RefusedException(OpenAiError.invalid(
                    409,
                    "a batch that is " + batch.progress().status().wire() + " can't be cancelled",
                    null,
                    "not_cancellable"));
        }
        Path marker = directory.file(id, CANCEL);
        try {
            if (!Files.exists(marker)) {
                Files.writeString(marker, "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return view(directory, batch);
    }

    /** A batch whose cancellation was asked for is being cancelled, even if no door runs it at the moment. */
    private static View view(TenantDirectory directory, StoredBatch batch) {
        boolean settled = batch.isEnded() || batch.progress().status() == BatchStatus.FINALIZING;
        OptionalLong since = settled ? OptionalLong.empty() : cancelledAt(directory, batch.request());
        StoredBatch shown =
                since.isPresent() ? batch.with(batch.progress().at(BatchStatus.CANCELLING, since.getAsLong())) : batch;
        return new View(batch.request().id(), batch.request().createdAt(), shown.body());
    }

    /** When somebody asked to cancel a batch, in epoch seconds; empty: nobody did. */
    static OptionalLong cancelledAt(TenantDirectory directory, BatchRequest batch) {
        try {
            return OptionalLong.of(Files.getLastModifiedTime(directory.file(batch.id(), CANCEL))
                    .to(TimeUnit.SECONDS));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
