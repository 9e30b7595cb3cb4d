package dev.scopestream.door.batch;

import dev.scopestream.client.LineReader;
import dev.scopestream.client.TextFile;
import dev.scopestream.client.batch.BatchPlan;
import dev.scopestream.client.batch.BatchRun;
import dev.scopestream.client.batch.BatchStart;
import dev.scopestream.client.batch.InvalidBatchException;
import dev.scopestream.client.batch.RequestIds;
import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.door.files.Clocks;
import dev.scopestream.door.files.FileStore;
import dev.scopestream.door.files.StoredFile;
import dev.scopestream.door.files.TenantDirectory;
import dev.scopestream.events.PromptHeaders;
import dev.scopestream.events.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Runs one batch to its end, from wherever an earlier run left it. A lock on a file beside its record, which the system gives back
 * when its holder dies, lets one door run it at a time.
 */
final class BatchWork {
    private static final int ID_BYTES = 16;
    private static final String OUTPUT = "output";
    private static final String ERRORS = "errors";

    private final FileStore store;
    private final TenantDirectory directory;
    private final String id;
    private final Map<String, Object> client;
    private final int mostLines;
    private final BooleanSupplier stopped;

    /**
     * @param client properties of Kafka's clients
     * @param stopped whether this door is being closed
     */
    BatchWork(
            FileStore store,
            TenantDirectory directory,
            String id,
            Map<String, Object> client,
            int mostLines,
            BooleanSupplier stopped) {
        this.store = store;
        this.directory = directory;
        this.id = id;
        this.client = client;
        this.mostLines = mostLines;
        this.stopped = stopped;
    }

    /**
     * Runs it.
     *
     * @return false: another door does
     * @throws java.util.concurrent.CancellationException when this door is closed meanwhile
     */
    boolean run() throws IOException {
        try (FileChannel channel = FileChannel.open(
                        directory.file(id, "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return false;
            }
            Optional<StoredBatch> batch = directory.read(id, StoredBatch.class);
            if (batch.isPresent() && !batch.get().isEnded()) {
                run(new OwnedBatch(directory, batch.get(), stopped));
            }
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void run(OwnedBatch batch) throws IOException {
        String output = fileId(id, OUTPUT);
        String errors = fileId(id, ERRORS);
        Path input = directory.data(batch.request().inputFileId());
        try {
            if (!Files.exists(input)) {
                throw new InvalidBatchException(List.of(new InvalidBatchException.Problem(
                        "file_not_found", "the input file was deleted", "input_file_id", null)));
            }
            serve(batch, plan(batch.request(), input, directory.data(output), directory.data(errors)));
        } catch (InvalidBatchException e) {
            Files.deleteIfExists(directory.data(output));
            Files.deleteIfExists(directory.data(errors));
            batch.save(batch.current().invalid(e.problems()).at(BatchStatus.FAILED, Clocks.seconds()));
            return;
        }
        batch.finalizing();
        batch.save(batch.current()
                .made(publish(batch, output, OUTPUT), publish(batch, errors, ERRORS))
                .at(batch.current().end(), Clocks.seconds()));
    }

    private void serve(OwnedBatch batch, BatchPlan plan) {
        try (BatchRun run = new BatchRun(plan)) {
            run.index(batch::checkStopped);
            BatchStart start = new BatchStart(batch.current().positions(), true);
            if (batch.current().status() == BatchStatus.VALIDATING) {
                start = BatchStart.now(client);
                batch.save(batch.current().from(start.positions()).at(BatchStatus.IN_PROGRESS, Clocks.seconds()));
            }
            batch.watch(run.state());
            if (run.state().settled() < run.state().total()) {
                run.run(client, start, batch);
            }
            batch.saveCounts();
        }
    }

    private BatchPlan plan(BatchRequest request, Path input, Path output, Path errors) {
        List<Header> headers = directory.tenant().isEmpty()
                ? List.of()
                : List.of(new RecordHeader(
                        PromptHeaders.TENANT, directory.tenant().getBytes(StandardCharsets.UTF_8)));
        return new BatchPlan(
                // not unpacked: a small file could hold more lines than anybody wants to read
                () -> new LineReader(
                        TextFile.withoutByteOrderMark(Files.newInputStream(input)), BatchPlan.LONGEST_LINE),
                request.inputFileId(),
                output,
                errors,
                request.window(),
                new BatchPlan.Rules(new RequestIds.OfBatch(id), Endpoint.of(request.endpoint()), mostLines, true),
                headers);
    }

    /** The same at every start. */
    private static String fileId(String batch, String kind) {
        return "file-" + HexFormat.of().formatHex(Sha256.of(batch + "/" + kind), 0, ID_BYTES);
    }

    /** @return null: there is nothing in it */
    private String publish(OwnedBatch batch, String file, String name) throws IOException {
        Path data = directory.data(file);
        if (!Files.exists(data) || Files.size(data) == 0) {
            Files.deleteIfExists(data);
            return null;
        }
        long now = Clocks.seconds();
        store.add(
                directory,
                new StoredFile(
                        file,
                        Files.size(data),
                        now,
                        now + batch.request().keepSeconds(),
                        id + "_" + name + ".jsonl",
                        StoredFile.BATCH_OUTPUT),
                data);
        return file;
    }

    /** The files that a batch writes before they have records. */
    static List<String> outputs(String batch) {
        return List.of(fileId(batch, OUTPUT), fileId(batch, ERRORS));
    }
}
