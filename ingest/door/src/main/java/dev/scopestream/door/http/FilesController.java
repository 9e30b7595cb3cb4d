package dev.scopestream.door.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.OpenAiJson;
import dev.scopestream.door.batch.Batches;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.files.Clocks;
import dev.scopestream.door.files.DiskFault;
import dev.scopestream.door.files.FileStore;
import dev.scopestream.door.files.StoredFile;
import dev.scopestream.door.files.TenantDirectory;
import dev.scopestream.door.files.Uploads;
import dev.scopestream.door.request.OpenLimits;
import dev.scopestream.door.request.RefusedException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.SystemFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** OpenAI's Files, for batches. */
@Controller("/v1/files")
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(property = DoorContext.ENABLED)
final class FilesController {
    private static final Logger LOG = LoggerFactory.getLogger(FilesController.class);
    private static final int MOST_LISTED = 10_000;
    private static final int LONGEST_NAME = 255;
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final Set<String> FIELDS = Set.of("purpose", ANCHOR, SECONDS);

    private final FileStore store;
    private final Batches batches;
    private final OpenLimits limits;

    FilesController(FileStore store, Batches batches, OpenLimits limits) {
        this.store = store;
        this.batches = batches;
        this.limits = limits;
    }

    @Post
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    HttpResponse<byte[]> create(HttpRequest<?> http, @Body InputStream body) {
        try {
            return receive(http, body);
        } catch (RefusedException e) {
            readToTheEnd(body);
            throw e;
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("upload failed: reason={}", e.toString());
            OpenAiError fault = DiskFault.of(e, store.root());
            readToTheEnd(body);
            return Replies.error(fault);
        }
    }

    private HttpResponse<byte[]> receive(HttpRequest<?> http, InputStream body) throws IOException {
        OpenLimits.Entry entry = limits.enter(Gate.tenant(http));
        try {
            TenantDirectory directory = store.of(Gate.tenant(http));
            // a sender needn't announce a length: the file is checked again when it is here
            store.checkRoom(directory, Math.max(0, http.getContentLength()));
            try (Uploads.Room room = store.uploads().open()) {
                return add(directory, Upload.read(http, body, room.path(), store.largest()));
            }
        } finally {
            limits.leave(entry);
        }
    }

    /** Many clients look for an answer only when they have sent all. */
    private static void readToTheEnd(InputStream body) {
        try {
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("a refused body broke off: reason={}", e.getMessage());
        }
    }

    private HttpResponse<byte[]> add(TenantDirectory directory, Upload upload) throws IOException {
        Map<String, String> fields = upload.fields();
        for (String name : fields.keySet()) {
            if (!FIELDS.contains(name)) {
                throw RefusedException.wrong(
                        "there is no field of this name; there are file, " + String.join(", ", FIELDS), null);
            }
        }
        if (!StoredFile.BATCH.equals(fields.get("purpose"))) {
            throw RefusedException.wrong("purpose: must be batch", "purpose");
        }
        long bytes = Files.size(upload.content());
        String name = upload.filename().replaceAll("[\\p{Cntrl}/\\\\]+", "_");
        synchronized (this) {
            store.checkUploaded(directory, bytes);
            long now = Clocks.seconds();
            StoredFile file = new StoredFile(
                    FileStore.newId(),
                    bytes,
                    now,
                    now + keep(fields),
                    name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME),
                    StoredFile.BATCH);
            store.add(directory, file, upload.content());
            return Replies.json(file.body());
        }
    }

    private long keep(Map<String, String> fields) {
        String seconds = fields.get(SECONDS);
        if (seconds == null && fields.get(ANCHOR) == null) {
            return store.keepSeconds();
        }
        if (seconds == null
                || !seconds.matches("\\d{4,7}")
                || Long.parseLong(seconds) < 3600
                || Long.parseLong(seconds) > 2_592_000
                || !"created_at".equals(fields.get(ANCHOR))) {
            throw RefusedException.wrong(
                    "expires_after: must have the anchor created_at and from 3600 to 2592000 seconds", "expires_after");
        }
        return Math.min(Long.parseLong(seconds), store.keepSeconds());
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> http) {
        String purpose = http.getParameters().get("purpose");
        return Replies.json(Listing.of(http, MOST_LISTED, MOST_LISTED)
                .page(store.list(store.of(Gate.tenant(http))).stream()
                        .filter(file -> purpose == null || file.purpose().equals(purpose))
                        .map(file -> new Listing.Item(file.id(), file.createdAt(), file.body()))
                        .toList()));
    }

    @Get("/{id}")
    HttpResponse<byte[]> one(HttpRequest<?> http, @PathVariable String id) {
        return Replies.json(find(store.of(Gate.tenant(http)), id).body());
    }

    private StoredFile find(TenantDirectory directory, String id) {
        return store.find(directory, id)
                .orElseThrow(() -> new RefusedException(
                        OpenAiError.invalid(404, "there is no file of this id of yours here", "file_id", null)));
    }

    @Get("/{id}/content")
    @Produces(MediaType.ALL)
    HttpResponse<?> content(HttpRequest<?> http, @PathVariable String id) {
        TenantDirectory directory = store.of(Gate.tenant(http));
        StoredFile file = find(directory, id);
        return HttpResponse.ok(
                new SystemFile(directory.data(file.id()).toFile(), MediaType.APPLICATION_OCTET_STREAM_TYPE)
                        .attach(file.id() + ".jsonl"));
    }

    @Delete("/{id}")
    HttpResponse<byte[]> delete(HttpRequest<?> http, @PathVariable String id) {
        TenantDirectory directory = store.of(Gate.tenant(http));
        StoredFile file = find(directory, id);
        if (batches.isInput(Gate.tenant(http), file.id())) {
            throw new RefusedException(OpenAiError.invalid(
                    409, "a batch that hasn't ended reads this file: cancel it first", "file_id", "file_in_use"));
        }
        store.remove(directory, file);
        ObjectNode body = OpenAiJson.object();
        body.put("id", file.id());
        body.put("object", "file");
        body.put("deleted", true);
        return Replies.json(body);
    }
}
