package dev.scopestream.door.batch;

import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.files.Clocks;
import dev.scopestream.door.files.FileStore;
import dev.scopestream.door.files.Leftovers;
import dev.scopestream.door.files.StoredFile;
import dev.scopestream.door.files.TenantDirectory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is older than it is kept, and what killed doors have left. */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class BatchSweep {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSweep.class);
    private static final Duration LEFT = Duration.ofHours(1);

    private final FileStore store;

    BatchSweep(FileStore store) {
        this.store = store;
    }

    void run() {
        store.sweepUploads(LEFT);
        store.all().forEach(this::sweep);
    }

    private void sweep(TenantDirectory directory) {
        List<StoredBatch> batches = directory.all(Batches.PREFIX, StoredBatch.class);
        Set<String> used = new HashSet<>();
        for (StoredBatch batch : batches) {
            if (!batch.isEnded()) {
                used.add(batch.request().inputFileId());
                used.addAll(BatchWork.outputs(batch.request().id()));
            } else if (batch.request().createdAt() + store.keepSeconds() < Clocks.seconds()) {
                remove(directory, batch.request().id());
            }
        }
        for (StoredFile file : directory.all("file-", StoredFile.class)) {
            if (file.expiresAt() < Clocks.seconds() && !used.contains(file.id())) {
                remove(directory, file.id());
            }
        }
        Leftovers.sweep(directory, used, LEFT);
    }

    private static void remove(TenantDirectory directory, String id) {
        directory.remove(id);
        LOG.info("removed by age: id={}", id);
    }
}
