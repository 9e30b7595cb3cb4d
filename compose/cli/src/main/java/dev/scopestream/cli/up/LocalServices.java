package dev.scopestream.cli.up;

import dev.scopestream.cli.common.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/** What {@code up} starts, for commands that need services of their own: the data of an earlier run is used again. */
public final class LocalServices implements AutoCloseable {
    private final RunDirectory data;
    private final LocalStack stack;

    private LocalServices(RunDirectory data, LocalStack stack) {
        this.data = data;
        this.stack = stack;
    }

    /**
     * Starts broker, generator, scorer and door; the log goes into the directory, too.
     *
     * @param directory for all data, of one run at a time
     * @param model as {@code --model} has it; null: the tiny one
     * @throws dev.scopestream.cli.common.CliException when the directory isn't free, or a part can't start
     */
    public static LocalServices start(Path directory, String model, String dtype, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        UpOptions options = new UpOptions();
        options.model = model;
        options.dtype = dtype;
        RunDirectory data = RunDirectory.open(directory, false);
        try {
            Logging.toFile(data.log());
            return new LocalServices(data, LocalStack.start(options, data, options.modelPath(data), out, err));
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            data.close();
            throw e;
        }
    }

    /** Properties of a Kafka client. */
    public Map<String, Object> client() {
        return stack.client();
    }

    @Override
    public void close() throws IOException {
        try (data) {
            stack.close();
        }
    }
}
