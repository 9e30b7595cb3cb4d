package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.dataset.BadLines;
import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.DatasetException;
import dev.scopestream.client.dataset.DatasetFile;
import dev.scopestream.client.dataset.LongProc;
import dev.scopestream.client.dataset.SyntheticTask;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Sets as the command line names them. */
final class Sets {
    static final String SYNTHETIC = "synthetic";
    private static final int NAMED = 10;

    private Sets() {}

    /**
     * The synthetic task, one of {@link LongProc}, or a file. A file's bad lines are named on {@code err}.
     *
     * @param documents how many there shall be of what isn't a file
     * @throws CliException when there is nothing to be had
     */
    static Dataset open(String source, long seed, int k, int documents, PrintWriter err) {
        if (source.equals(SYNTHETIC)) {
            return checked(() -> SyntheticTask.dataset(seed, k, documents));
        }
        Optional<LongProc.Form> form = LongProc.Form.named(source);
        if (form.isPresent()) {
            return checked(() -> LongProc.dataset(form.get(), seed, documents));
        }
        Path file = Path.of(source);
        if (!Files.exists(file)) {
            throw new CliException("there is no file " + source + "; a set is a file that `dataset build` made, "
                    + SYNTHETIC + ", or one of " + LongProc.Form.names());
        }
        DatasetFile.Loaded loaded = checked(() -> DatasetFile.read(file));
        name(loaded.bad(), err);
        return loaded.dataset();
    }

    /** Says what couldn't be used. */
    static void name(BadLines bad, PrintWriter err) {
        bad.first().stream().limit(NAMED).forEach(line -> err.println("scopestream: " + line));
        if (bad.count() > NAMED) {
            err.println("scopestream: and " + (bad.count() - NAMED) + " more");
        }
    }

    /** What went wrong with a set, as an error of the command. */
    static <T> T checked(Supplier<T> action) {
        try {
            return action.get();
        } catch (DatasetException e) {
            throw new CliException(e.getMessage(), e);
        }
    }
}
