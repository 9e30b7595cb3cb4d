package dev.scopestream.cli.up;

import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;

/** All that {@code up} starts, with the tiny model, in a directory of its own. */
final class TestStack implements AutoCloseable {
    private final RunDirectory data;
    private final LocalStack stack;

    private TestStack(RunDirectory data, LocalStack stack) {
        this.data = data;
        this.stack = stack;
    }

    static TestStack start(UpOptions options, Path directory) throws IOException, InterruptedException {
        RunDirectory data = RunDirectory.open(directory, true);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        try {
            Path model = BundledModel.materialise("longgen-tiny", data.models());
            return new TestStack(data, LocalStack.start(options, data, model, nowhere, nowhere));
        } catch (IOException | InterruptedException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    LocalStack parts() {
        return stack;
    }

    @Override
    public void close() throws IOException {
        stack.close();
        data.close();
    }
}
